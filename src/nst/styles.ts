/**
 * The catalogue of preset styles: a folder of images with a `catalogue.json` that says what they are and where they
 * come from. Checked as a whole when it is loaded; the images are read when they are needed.
 */
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {z} from 'zod';
import {AppError} from '../errors.ts';

const presetSchema = z.object({
  /** What people type: lower-case words joined by hyphens. */
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(50),
  file: z.string().regex(/^[\w-]+\.(webp|png|jpe?g)$/),
  title: z.string().min(1).max(80),
  artist: z.string().min(1).max(80),
  year: z.string(),
  licence: z.string().min(1),
  origin: z.string().min(1),
});

export type StylePreset = z.infer<typeof presetSchema>;

export interface StyleCatalogue {
  /** In the order of the catalogue. */
  list(): readonly StylePreset[];
  get(id: string): StylePreset | undefined;
  /** The encoded image. @throws AppError `UNKNOWN_STYLE` naming close matches. */
  read(id: string): Promise<Uint8Array>;
  /** Presets whose id, title or artist resembles `text`, best first; all of them for an empty text. */
  search(text: string): StylePreset[];
}

/** The presets that come with the product. */
export const bundledStyles = new URL('../../assets/styles/', import.meta.url);

/** @throws AppError `BAD_CONFIG` listing every problem of the catalogue. */
export async function loadCatalogue(directory: URL | string = bundledStyles): Promise<StyleCatalogue> {
  const folder = directory instanceof URL ? fileURLToPath(directory) : directory;
  const presets = await readCatalogue(folder);
  const byId = new Map(presets.map((preset) => [preset.id, preset]));

  const search = (text: string): StylePreset[] => {
    const wanted = normalize(text);
    return presets
      .map((preset) => ({preset, score: resemblance(preset, wanted)}))
      .filter(({score}) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({preset}) => preset);
  };

  return {
    list: () => presets,
    get: (id) => byId.get(id),
    search,
    async read(id) {
      const preset = byId.get(id);
      if (!preset) {
        const close = search(id).slice(0, 3);
        const known = (close.length > 0 ? close : presets).map((candidate) => candidate.id).join(', ');
        const lead = close.length > 0 ? 'did you mean' : 'known styles are';
        throw new AppError('UNKNOWN_STYLE', `there is no style ${JSON.stringify(id)}; ${lead} ${known}`);
      }
      return readFile(join(folder, preset.file));
    },
  };
}

async function readCatalogue(folder: string): Promise<StylePreset[]> {
  const path = join(folder, 'catalogue.json');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AppError('BAD_CONFIG', `${path}: expected a catalogue of styles in JSON`, {cause});
  }
  const parsed = z.array(presetSchema).min(1).safeParse(json);
  if (!parsed.success) throw new AppError('BAD_CONFIG', `${path}:\n${z.prettifyError(parsed.error)}`);

  const problems = parsed.data.flatMap(({id, file}, index) => [
    ...(parsed.data.findIndex((other) => other.id === id) < index ? [`${id} is listed twice`] : []),
    ...(existsSync(join(folder, file)) ? [] : [`${id}: there is no file ${file}`]),
  ]);
  if (problems.length > 0) throw new AppError('BAD_CONFIG', `${path}: ${problems.join('; ')}`);
  return parsed.data;
}

/** 0 when nothing fits; more for a match nearer the beginning, and for the id before the title before the artist. */
function resemblance({id, title, artist}: StylePreset, wanted: string): number {
  if (wanted === '') return 1;
  const fields = [id, title, artist].map(normalize);
  const scores = fields.map((field, index) => {
    const weight = 3 - index;
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
