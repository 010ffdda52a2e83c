/** The catalogue of styles that people choose from. Styles are found by id or by words; images are read when needed. */
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {AppError} from '../errors.ts';
import {presetNamedIn} from './name-in-text.ts';
import {normalize} from './normalize.ts';
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
  /**
   * Presets whose id, title (in any language), artist, year or tags resemble `text`, best first; all if `text` is empty.
   * Case, accents and blanks do not matter.
   */
  search(text: string): StylePreset[];
  /** All presets: those first that are akin to `text`, then those whose words share the most letters with it. */
  closest(text: string): StylePreset[];
  /** The preset whose painting or painter a sentence names, as in “as a van Gogh please”. */
  namedIn(sentence: string): StylePreset | undefined;
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

  const closest = (text: string): StylePreset[] => {
    const wanted = normalize(text);
    return presets
      .map((preset) => ({preset, score: nearness(preset, wanted)}))
      .sort((a, b) => b.score - a.score)
      .map(({preset}) => preset);
  };

  return {
    list: () => presets,
    get: (id) => byId.get(id),
    search,
    closest,
    namedIn: (sentence) => presetNamedIn(presets, sentence),
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

/** Of a misspelt word: one letter too many in six still counts, three of five in common do not. */
const leastLikeness = 0.6;
const leastWord = 4;

/** 0 if nothing matches. Matches nearer the beginning count more, as do the id over the title over the rest. */
function resemblance(preset: StylePreset, wanted: string): number {
  if (wanted === '') return 1;
  const tight = withoutBlanks(wanted);
  const scores = fieldsOf(preset).map(([field, weight]) => {
    // Blanks may be left out, but those that are there count: “van g” is no “vàng”.
    const text = tight === wanted ? withoutBlanks(field) : field;
    if (text === wanted) return 100 * weight;
    if (text.startsWith(wanted)) return 50 * weight;
    if (` ${field}`.includes(` ${wanted}`)) return 30 * weight;
    if (field.length >= leastWord && ` ${wanted} `.includes(` ${field} `)) return 25 * weight;
    if (withoutBlanks(field).includes(tight)) return 20 * weight;
    const shared = likeness(field, wanted);
    return shared >= leastLikeness ? 10 * shared * weight : 0;
  });
  return Math.max(...scores);
}

/** The normalised texts that a preset is found by, and how much each counts. */
function fieldsOf({
  id,
  title,
  titles,
  artist,
  artists,
  year,
  years,
  tags,
}: StylePreset): [text: string, weight: number][] {
  const fields: [string | undefined, number][] = [
    [id, 3],
    [title, 2],
    ...Object.values(titles).map((text): [string | undefined, number] => [text, 2]),
    ...[artist, ...Object.values(artists)].map((text): [string | undefined, number] => [text, 2]),
    ...[year, ...Object.values(years), ...tags].map((text): [string | undefined, number] => [text, 1]),
  ];
  return fields.flatMap(([text = '', weight]): [string, number][] => {
    const field = normalize(text);
    return field === '' ? [] : [[field, weight]];
  });
}

/** 0–1, and more for what the preset is akin to. */
function nearness(preset: StylePreset, wanted: string): number {
  const near = (text: string): number => Math.max(...partsOf(wanted).map((part) => likeness(text, part)));
  const akin = preset.akin.map((text) => near(normalize(text)));
  const own = fieldsOf(preset).map(([field]) => near(field));
  return Math.max(...own, ...akin.map((share) => (share >= leastLikeness ? 1 + share : 0)));
}

/** 0–1: the best over the whole field and each of its words. */
function likeness(field: string, wanted: string): number {
  return Math.max(...partsOf(field).map((part) => sharedPairs(part, wanted)));
}

/** The whole text, and its words that are long enough to tell something. */
function partsOf(text: string): string[] {
  return [text, ...text.split(' ').filter((word) => word.length >= leastWord)];
}

function withoutBlanks(text: string): string {
  return text.replaceAll(' ', '');
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
