/**
 * All styles: those that come with the product, those in the operator's own folder, which may change while the bot
 * runs, and those that a group of people has added for itself.
 */
import {readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {AppError} from '../errors.ts';
import {makePrivateFolder} from '../system/data-folder.ts';
import {unlessMissing} from '../system/missing-file.ts';
import {createCatalogue, loadCatalogue, type StyleCatalogue} from './style-catalogue.ts';
import {readStyleFolder} from './style-folder.ts';
import type {StylePreset} from './style-preset.ts';
import {openStyleShelf, type StyleShelf} from './style-shelf.ts';

export interface StyleLibraryOptions {
  /** The operator's folder. */
  stylesDir?: string;
  /** Added styles are kept in `styles/<group>` below it. */
  dataDir: string;
  /** Called with each problem in the operator's folder, once each time the folder has changed. */
  onProblem: (problem: string) => void;
}

export interface StyleLibrary {
  /** The catalogue as one group sees it, up to date when the promise resolves. Without a group: no group's styles. */
  catalogueOf(group?: string): Promise<StyleCatalogue>;
  /** Where a group keeps the styles it adds. @throws RangeError when the group is not an id of digits */
  shelfOf(group: string): StyleShelf;
  /** Groups with a shelf. */
  groups(): Promise<string[]>;
  /** Deletes everything on a group's shelf. */
  dropShelf(group: string): Promise<void>;
}

/** @throws AppError `BAD_CONFIG` when the bundled catalogue is damaged or the operator's folder is missing. */
export async function openStyleLibrary(options: StyleLibraryOptions): Promise<StyleLibrary> {
  const {stylesDir, dataDir, onProblem} = options;
  makePrivateFolder(join(dataDir, 'styles'));
  const bundled = (await loadCatalogue()).list();
  if (stylesDir && !(await stat(stylesDir).catch(() => undefined))?.isDirectory()) {
    throw new AppError('BAD_CONFIG', `STYLES_DIR: expected a folder, received ${stylesDir}`);
  }
  const operators = stylesDir ? watchFolder(stylesDir, onProblem) : noFolder;
  const groups = new Map<string, WatchedFolder>();
  const shelves = new Map<string, StyleShelf>();

  function watched(group: string): WatchedFolder {
    const known = groups.get(group) ?? watchFolder(groupFolder(dataDir, group), () => undefined);
    groups.set(group, known);
    return known;
  }

  function openShelf(group: string): StyleShelf {
    const isTaken = (id: string): boolean => bundled.some((preset) => preset.id === id);
    const shelf = openStyleShelf(groupFolder(dataDir, group), isTaken);
    return {
      add: (style) => shelf.add(style).finally(watched(group).changed),
      list: shelf.list,
      remove: (id) => shelf.remove(id).finally(watched(group).changed),
    };
  }

  return {
    async catalogueOf(group) {
      const own = [
        ...(await operators.presets()),
        ...(group === undefined ? [] : await watched(group).presets()),
      ];
      // Whoever adds a style under a known id means to replace it.
      const replaced = new Set(own.map(({id}) => id));
      const presets = [...bundled.filter(({id}) => !replaced.has(id)), ...own];
      return createCatalogue([...new Map(presets.map((preset) => [preset.id, preset])).values()]);
    },
    shelfOf(group) {
      const shelf = shelves.get(group) ?? openShelf(group);
      shelves.set(group, shelf);
      return shelf;
    },
    async groups() {
      const names = (await unlessMissing(readdir(join(dataDir, 'styles')))) ?? [];
      return names.filter((name) => groupPattern.test(name));
    },
    async dropShelf(group) {
      await rm(groupFolder(dataDir, group), {recursive: true, force: true});
      watched(group).changed();
    },
  };
}

const groupPattern = /^\d{1,20}$/;

/** @throws RangeError when the group is not an id of digits */
export function groupFolder(dataDir: string, group: string): string {
  if (!groupPattern.test(group))
    throw new RangeError(`expected an id of digits, received ${JSON.stringify(group)}`);
  return join(dataDir, 'styles', group);
}

/** How long a folder is assumed to be unchanged. */
const freshMs = 2_000;

interface WatchedFolder {
  /** Read again when the folder or its catalogue has changed. */
  presets(): Promise<StylePreset[]>;
  /** Call it after changing the folder. */
  changed(): void;
}

const noFolder: WatchedFolder = {presets: async () => [], changed: () => undefined};

function watchFolder(folder: string, onProblem: (problem: string) => void): WatchedFolder {
  let presets: StylePreset[] = [];
  let seen = '';
  let checkedMs = Number.NEGATIVE_INFINITY;

  const stampOf = (path: string): Promise<number> =>
    stat(path).then(
      ({mtimeMs}) => mtimeMs,
      () => 0,
    );

  return {
    changed() {
      seen = '';
      checkedMs = Number.NEGATIVE_INFINITY;
    },
    async presets() {
      if (performance.now() - checkedMs < freshMs) return presets;
      checkedMs = performance.now();
      const stamps = await Promise.all([folder, join(folder, 'catalogue.json')].map(stampOf));
      if (stamps.join() === seen) return presets;
      seen = stamps.join();
      const read = await readStyleFolder(folder);
      if (stamps[0]) for (const problem of read.problems) onProblem(problem);
      presets = read.presets;
      return presets;
    },
  };
}
