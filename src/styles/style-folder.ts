/**
 * A folder of paintings: images, and a `catalogue.json` that says what they are. Images without an entry are presets
 * too, named after their files. Problems are listed; the rest can be used.
 */
import {createHash} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {basename, extname, join, resolve} from 'node:path';
import {z} from 'zod';
import {AppError} from '../errors.ts';
import {inspectImage} from '../images/inspect.ts';
import {imageFile, presetSchema, type StylePreset} from './style-preset.ts';

export interface StyleFolder {
  /** In the order of the catalogue, then by name. */
  presets: StylePreset[];
  /** One line each, naming the entry or file. */
  problems: string[];
}

/** Reads the folder without opening its images. A missing folder has no presets and one problem. */
export async function readStyleFolder(path: string): Promise<StyleFolder> {
  const folder = resolve(path);
  let files: string[];
  try {
    files = await readdir(folder);
  } catch {
    return {presets: [], problems: [`${folder}: there is no such folder`]};
  }
  const problems: string[] = [];
  const presets: StylePreset[] = [];
  const add = (preset: StylePreset, missing: string[]): void => {
    if (presets.some(({id}) => id === preset.id)) problems.push(`${preset.id} appears twice`);
    else if (missing.length > 0) problems.push(`${preset.id}: there is no file ${missing.join(', ')}`);
    else presets.push(preset);
  };

  const entries = files.includes('catalogue.json') ? await readEntries(folder, problems) : [];
  for (const entry of entries) {
    const parsed = presetSchema.safeParse(entry);
    if (!parsed.success) {
      const id = z.object({id: z.string()}).safeParse(entry).data?.id ?? 'an entry';
      problems.push(`${id}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
      continue;
    }
    const {file, thumbnail} = parsed.data;
    const thumbnails = thumbnail?.startsWith('thumbnails/') ? await list(join(folder, 'thumbnails')) : [];
    const there = [...files, ...thumbnails.map((name) => `thumbnails/${name}`)];
    const wanted = [file, ...(thumbnail ? [thumbnail] : [])];
    add(
      {...parsed.data, folder},
      wanted.filter((name) => !there.includes(name)),
    );
  }

  const named = new Set(
    entries.flatMap((entry) => z.object({file: z.string()}).safeParse(entry).data?.file ?? []),
  );
  const isPainting = (name: string): boolean =>
    imageFile.test(name) && !name.startsWith('.') && !named.has(name);
  for (const file of files.filter(isPainting).toSorted()) {
    const id = freeId(file, (taken) => presets.some((preset) => preset.id === taken));
    const parsed = presetSchema.safeParse({id, file, title: titleOf(file)});
    if (parsed.success) add({...parsed.data, folder}, []);
    else problems.push(`${file}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  }
  return {presets, problems};
}

/** Like `readStyleFolder`, and also opens every image. */
export async function checkStyleFolder(path: string): Promise<StyleFolder> {
  const {presets, problems} = await readStyleFolder(path);
  for (const {id, folder, file, thumbnail} of presets) {
    for (const name of [file, ...(thumbnail ? [thumbnail] : [])]) {
      try {
        await inspectImage(await readFile(join(folder, name)), name);
      } catch (error) {
        problems.push(`${id}: ${error instanceof AppError ? error.message : String(error)}`);
      }
    }
  }
  return {presets, problems};
}

/**
 * An id made from a file's name. Names without Latin letters or digits get a hash, and names
 * that would have the same id are told apart by a number, so every name people have will do.
 */
function freeId(file: string, isTaken: (id: string) => boolean): string {
  const stem = basename(file, extname(file));
  const hash = createHash('sha256').update(stem.normalize('NFC')).digest('hex').slice(0, 8);
  const id = slugOf(stem) || `style-${hash}`;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? id : `${id.slice(0, 45).replace(/-+$/, '')}-${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** A title as an id: `Đêm đầy sao` becomes `dem-day-sao`. */
export function slugOf(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
}

function titleOf(file: string): string {
  const words =
    basename(file, extname(file))
      .normalize('NFC')
      .replace(/[-_\s]+/g, ' ')
      .trim() || 'Untitled';
  const title = words
    .slice(0, 80)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
  return title.charAt(0).toUpperCase() + title.slice(1);
}

async function readEntries(folder: string, problems: string[]): Promise<unknown[]> {
  const path = join(folder, 'catalogue.json');
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (Array.isArray(json)) return json;
    problems.push(`${path}: expected a list of styles, received ${typeof json}`);
  } catch (error) {
    problems.push(
      `${path}: expected a list of styles in JSON (${error instanceof Error ? error.message : error})`,
    );
  }
  return [];
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
