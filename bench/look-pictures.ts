/** Paints the pictures that bench/look.ts judges. If a recipe has not changed, its picture comes from the cache. */
import {existsSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {basename, extname, join} from 'node:path';
import {defaultSettings, type RenderRequest} from '../src/nst/contract/protocol.ts';
import type {Engine} from '../src/nst/engine.ts';
import {stylize} from '../src/nst/painting/stylize.ts';
import type {Variant} from './look-variants.ts';
import type {Pair} from './pairs.ts';

export interface Painted {
  image: Uint8Array;
  /** Undefined for a picture that was put into the cache by hand. */
  seconds: number | undefined;
}

/** The cache file of a picture, whether it exists or not. */
function cacheFile(
  cache: string,
  {name}: Variant,
  {photo, style}: Pair,
  size: number,
  weights: string,
): string {
  const folder = `${name}-${size}-${basename(weights)}`.replace(/[^\w.@+-]+/g, '-');
  return join(cache, folder, `${stem(photo)}-${stem(style)}.png`);
}

/**
 * A note next to every picture says how it was made. If a value there differs from the variant's, the picture is
 * painted again. A picture without a note is taken as it is.
 */
export async function paintOrFind(
  variant: Variant,
  pair: Pair,
  engine: Engine,
  {size, weights}: {size: number; weights: string},
  cache: string,
): Promise<Painted> {
  const file = cacheFile(cache, variant, pair, size, weights);
  const noteFile = `${file}.json`;
  const made: Record<string, unknown> = {...variant.recipe, quality: variant.quality, size};
  if (existsSync(file)) {
    const image = await readFile(file);
    if (!existsSync(noteFile)) return {image, seconds: undefined};
    const note = JSON.parse(await readFile(noteFile, 'utf8')) as {made: Record<string, unknown>} & Painted;
    const same = Object.entries(note.made).every(
      ([key, value]) => JSON.stringify(value) === JSON.stringify(made[key]),
    );
    if (same) return {image, seconds: note.seconds};
  }

  const request: RenderRequest = {
    content: await readFile(pair.photo),
    styles: [{image: await readFile(pair.style), weight: 1}],
    settings: {...defaultSettings, size, quality: variant.quality},
    frameEveryMs: 0,
  };
  for await (const event of stylize(request, engine, new AbortController().signal, variant.recipe)) {
    if (event.type !== 'done') continue;
    const {seconds} = event.record;
    await mkdir(join(file, '..'), {recursive: true});
    await writeFile(file, event.image);
    await writeFile(noteFile, `${JSON.stringify({seconds, made})}\n`);
    return {image: event.image, seconds};
  }
  throw new Error('the render ended without a picture');
}

function stem(path: string): string {
  return basename(path, extname(path));
}
