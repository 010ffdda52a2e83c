/** The catalogue of styles that people choose from. Styles are found by id or by words; images are read when needed. */
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {AppError} from '../errors.ts';
import {readStyleFolder} from './style-folder.ts';
import type {StylePreset} from './style-preset.ts';

export type {StylePreset} from './style-preset.ts';

export interface StyleCatalogue {
  /** In the order of the catalogue. */
  list(): readonly StylePreset[];
  get(id: string): StylePreset | undefined;
  /** The encoded image. @throws AppError `UNKNOWN_STYLE` naming close matches. */
  read(id: string): Promise<Uint8Array>;
  /** A small version of the image if there is one, else the image itself. @throws like `read` */
  readThumbnail(id: string): Promise<Uint8Array>;
  /** Presets whose id, title (in any language) or artist resembles `text`, best first; all if `text` is empty. */
  search(text: string): StylePreset[];
}

/** The presets that come with the product. */
export const bundledStyles = new URL('../../assets/styles/', import.meta.url);

/** @throws AppError `BAD_CONFIG` listing every problem of the catalogue. */
export async function loadCatalogue(directory: URL | string = bundledStyles): Promise<StyleCatalogue> {
  const folder = directory instanceof URL ? fileURLToPath(directory) : directory;
  const {presets, problems} = await readStyleFolder(folder);
  if (presets.length === 0) problems.push('there are no styles');
  if (problems.length > 0) throw new AppError('BAD_CONFIG', `${folder}: ${problems.join('; ')}`);
  return createCatalogue(presets);
}

export function createCatalogue(presets: readonly StylePreset[]): StyleCatalogue {
  const byId = new Map(presets.map((preset) => [preset.id, preset]));

  const search = (text: string): StylePreset[] => {
    const wanted = normalize(text);
    return presets
      .map((preset) => ({preset, score: resemblance(preset, wanted)}))
      .filter(({score}) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({preset}) => preset);
  };

  const find = (id: string): StylePreset => {
    const preset = byId.get(id);
    if (preset) return preset;
    const close = search(id).slice(0, 3);
    const named = close.length > 0 ? close : presets.slice(0, 8);
    const known = named.map((candidate) => candidate.id).join(', ');
    const lead = close.length > 0 ? 'did you mean' : `some of the ${presets.length} known styles are`;
    throw new AppError('UNKNOWN_STYLE', `there is no style ${JSON.stringify(id)}; ${lead} ${known}`);
  };

  return {
    list: () => presets,
    get: (id) => byId.get(id),
    search,
    async read(id) {
      const {folder, file} = find(id);
      return readFile(join(folder, file));
    },
    async readThumbnail(id) {
      const {folder, file, thumbnail} = find(id);
      return readFile(join(folder, thumbnail ?? file));
    },
  };
}

/** 0 if nothing matches. Matches nearer the beginning count more, as do the id over the title over the artist. */
function resemblance({id, title, titles, artist}: StylePreset, wanted: string): number {
  if (wanted === '') return 1;
  const fields: [text: string, weight: number][] = [
    [id, 3],
    [title, 2],
    ...Object.values(titles).map((text): [string, number] => [text ?? '', 2]),
    [artist, 1],
  ];
  const scores = fields.map(([text, weight]) => {
    const field = normalize(text);
    if (field === wanted) return 100 * weight;
    if (field.startsWith(wanted)) return 50 * weight;
    if (field.split(' ').some((word) => word.startsWith(wanted))) return 30 * weight;
    if (field.includes(wanted)) return 20 * weight;
    const shared = sharedPairs(field, wanted);
    return shared >= 0.5 ? 10 * shared * weight : 0;
  });
  return Math.max(...scores);
}

/** Lower case, without accents and punctuation. */
function normalize(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** Dice's coefficient over letter pairs: forgives a typing error or two. */
function sharedPairs(a: string, b: string): number {
  const pairs = (text: string): string[] =>
    Array.from({length: Math.max(0, text.length - 1)}, (_, i) => text.slice(i, i + 2));
  const left = pairs(a);
  const right = pairs(b);
  const common = left.filter((pair) => right.includes(pair)).length;
  return left.length + right.length === 0 ? 0 : (2 * common) / (left.length + right.length);
}
