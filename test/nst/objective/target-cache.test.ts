import {mkdtemp, readdir, readFile, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PlanarImage} from '../../../src/images/planar.ts';
import type {Backend, Network} from '../../../src/nst/objective/objective.ts';
import {openTargetCache, withTargetCache} from '../../../src/nst/objective/target-cache.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const network: Network = {pooling: 'average', padding: 'zero', gramNorm: 'hw'};
const names = ['style:block1_conv1', 'mean:block1_conv1'];
const image: PlanarImage = {width: 2, height: 1, data: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6)};
const encoder = tinyEncoder();
let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'atelier-targets-'));
  folder = join(parent, 'targets');
});
afterEach(() => rm(parent, {recursive: true}));

/** Counts the real measurements; every result is different. */
function countingBackend(device = 'cpu'): Backend & {measured: number} {
  const backend = {
    device,
    measured: 0,
    async measure(_image: PlanarImage, _network: Network, terms: readonly string[]) {
      backend.measured += 1;
      return Object.fromEntries(terms.map((name) => [name, Float32Array.of(backend.measured, 1 / 3)]));
    },
    createObjective: () => Promise.reject(new Error('not of interest')),
  };
  return backend;
}

test('a style is measured only once, even across processes, and its targets keep the same bits', async () => {
  const first = countingBackend();
  const measured = await withTargetCache(first, encoder, openTargetCache(folder)).measure(
    image,
    network,
    names,
  );
  const second = countingBackend();
  const found = await withTargetCache(second, encoder, openTargetCache(folder)).measure(
    image,
    network,
    names,
  );
  expect([first.measured, second.measured]).toEqual([1, 0]);
  expect(found).toEqual(measured);
});

test("a photo's content is not cached", async () => {
  const backend = countingBackend();
  const cached = withTargetCache(backend, encoder, openTargetCache(folder));
  for (let turn = 0; turn < 2; turn++) await cached.measure(image, network, ['content:block1_conv1']);
  expect(backend.measured).toBe(2);
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});

const other = {
  ...encoder,
  convolutions: encoder.convolutions.map((one) => ({...one, bias: one.bias.map((b) => b + 1)})),
};
test.each([
  {what: 'another image', changed: {image: {...image, data: image.data.map((value) => value + 1e-6)}}},
  {what: 'another size', changed: {image: {...image, width: 1, height: 2}}},
  {what: 'another network', changed: {network: {...network, pooling: 'max' as const}}},
  {what: 'other terms', changed: {names: names.slice(0, 1)}},
  {what: 'other weights', changed: {encoder: other}},
  {what: 'another device', changed: {device: 'webgpu'}},
])('$what is measured separately', async ({changed}) => {
  const base = {image, network, names, encoder, device: 'cpu'};
  const measure = async (of: typeof base): Promise<number> => {
    const backend = countingBackend(of.device);
    await withTargetCache(backend, of.encoder, openTargetCache(folder)).measure(
      of.image,
      of.network,
      of.names,
    );
    return backend.measured;
  };
  expect(await measure(base)).toBe(1);
  expect(await measure({...base, ...changed})).toBe(1);
});

describe('the folder', () => {
  const targets = {'style:x': new Float32Array(1000).fill(0.5)};

  test.each([
    ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    [
      'with a flipped bit',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes.at(-1)! ^ 1)]),
    ],
    ['empty', () => Buffer.alloc(0)],
  ])('ignores an entry that is %s', async (_, damage) => {
    const cache = openTargetCache(folder);
    await cache.keep('key', targets);
    expect(await cache.find('key')).toEqual(targets);
    const [name] = await readdir(folder);
    await writeFile(join(folder, name!), damage(await readFile(join(folder, name!))));
    expect(await cache.find('key')).toBeUndefined();
  });

  test('stays below its limit and keeps the entries used last', async () => {
    let now = Date.now();
    const cache = openTargetCache(folder, 10_000, () => now);
    for (const key of ['a', 'b']) {
      await cache.keep(key, targets);
      now += 1000;
    }
    await cache.find('a');
    now += 1000;
    await cache.keep('c', targets);
    expect(await cache.find('b')).toBeUndefined();
    expect(await cache.find('a')).toEqual(targets);
    expect(await cache.find('c')).toEqual(targets);
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10_000);
  });

  test('loses entries nobody has used for a month, and files a killed process left half written', async () => {
    const cache = openTargetCache(folder);
    await cache.keep('old', targets);
    const [name] = await readdir(folder);
    const monthAgo = new Date(Date.now() - 31 * 24 * 60 * 60_000);
    await utimes(join(folder, name!), monthAgo, monthAgo);
    await writeFile(join(folder, 'key.targets.123'), 'half');
    await utimes(join(folder, 'key.targets.123'), monthAgo, monthAgo);
    await cache.keep('new', targets);
    expect(await readdir(folder)).toEqual(['new.targets']);
  });

  test('costs only time if it cannot be written to', async () => {
    await writeFile(folder, 'a file in its place');
    const cache = openTargetCache(folder);
    await cache.keep('key', targets);
    expect(await cache.find('key')).toBeUndefined();
  });
});
