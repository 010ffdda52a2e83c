/**
 * Keeps style targets on disk, so that a painting is not measured again for every picture. An entry is named after
 * everything it depends on: the pixels as they are measured (and with them size, style scale and colours), the
 * encoder's weights, the network, the terms and the device. A lost or damaged entry costs only time.
 */
import {createHash} from 'node:crypto';
import {mkdir, readdir, readFile, rm, stat, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import type {PlanarImage} from '../../images/planar.ts';
import {writeWholeFile} from '../../system/whole-file.ts';
import type {Encoder} from '../encoders/encoder.ts';
import {parseSafetensors, writeSafetensors} from '../encoders/safetensors.ts';
import {type Backend, type Network, parseTerm, type Targets} from './objective.ts';

/** Raise it when the same network gives other numbers than before. */
const version = 2;

/** Room for about 200 images: VGG19's targets for one take 2.4 MB. */
const defaultMaxBytes = 512 * 2 ** 20;

/** Entries not used for this long are removed. */
const maxIdleMs = 30 * 24 * 60 * 60_000;

export interface TargetCache {
  /** Undefined if the entry is missing or damaged. */
  find(key: string): Promise<Targets | undefined>;
  /** Removes the entries unused for longest, to stay below the limit. A failure does no harm. */
  keep(key: string, targets: Targets): Promise<void>;
}

/** @param folder created when something is kept */
export function openTargetCache(folder: string, maxBytes = defaultMaxBytes, now = Date.now): TargetCache {
  const pathOf = (key: string): string => join(folder, `${key}${suffix}`);
  return {
    async find(key) {
      try {
        const {tensors, metadata} = parseSafetensors(await readFile(pathOf(key)));
        const targets = Object.fromEntries([...tensors].map(([name, {data}]) => [name, data]));
        if (metadata.sha256 !== digestOf(targets)) return undefined;
        const time = new Date(now());
        await utimes(pathOf(key), time, time);
        return targets;
      } catch {
        return undefined;
      }
    },
    async keep(key, targets) {
      const tensors = Object.entries(targets).map(
        ([name, data]) => [name, {dims: [data.length], data}] as const,
      );
      try {
        await mkdir(folder, {recursive: true});
        const bytes = writeSafetensors({tensors: new Map(tensors), metadata: {sha256: digestOf(targets)}});
        await writeWholeFile(pathOf(key), bytes);
        const time = new Date(now());
        await utimes(pathOf(key), time, time);
        await tidy(folder, maxBytes, now());
      } catch {
        // The image is measured again next time.
      }
    },
  };
}

const suffix = '.targets';

/** No write takes this long: an older unfinished file was left by a process that died while writing. */
const unfinishedMs = 60_000;

async function tidy(folder: string, maxBytes: number, nowMs: number): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      const {size, mtimeMs} = await stat(path);
      return {path, size, idleMs: nowMs - mtimeMs, finished: name.endsWith(suffix)};
    }),
  );
  let bytes = 0;
  for (const {path, size, idleMs, finished} of files.toSorted((a, b) => a.idleMs - b.idleMs)) {
    const stale = finished ? idleMs > maxIdleMs : idleMs > unfinishedMs;
    if (finished && !stale) bytes += size;
    if (stale || (finished && bytes > maxBytes)) await rm(path, {force: true});
  }
}

/** A backend that measures the style of an image only once. Measures of a photo's content are not cached. */
export function withTargetCache(backend: Backend, encoder: Encoder, cache: TargetCache): Backend {
  let weights: string | undefined;
  return {
    ...backend,
    async measure(image, network, names) {
      const ofStyle = names.length > 0 && names.every((name) => styleKinds.has(parseTerm(name).kind));
      if (!ofStyle) return backend.measure(image, network, names);
      weights ??= weightsDigest(encoder);
      const key = keyOf(image, network, names, `${backend.device} ${weights}`);
      const known = await cache.find(key);
      if (known && names.every((name) => known[name])) return known;
      const targets = await backend.measure(image, network, names);
      await cache.keep(key, targets);
      return targets;
    },
  };
}

const styleKinds: ReadonlySet<string> = new Set(['style', 'wasserstein', 'mean', 'std']);

function keyOf(
  {width, height, data}: PlanarImage,
  {pooling, padding, gramNorm}: Network,
  names: readonly string[],
  measuredBy: string,
): string {
  const what = {version, measuredBy, width, height, pooling, padding, gramNorm, names};
  return createHash('sha256').update(JSON.stringify(what)).update(bytesOf(data)).digest('hex');
}

function weightsDigest({convolutions, maps}: Encoder): string {
  const hash = createHash('sha256');
  for (const {name, kernel, bias} of convolutions)
    hash.update(name).update(bytesOf(kernel)).update(bytesOf(bias));
  for (const [name, map] of Object.entries(maps ?? {})) hash.update(name).update(bytesOf(map));
  return hash.digest('hex');
}

function digestOf(targets: Targets): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(targets).sort())
    hash.update(name).update(bytesOf(targets[name] as Float32Array));
  return hash.digest('hex');
}

function bytesOf({buffer, byteOffset, byteLength}: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
