import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openFrameArchive, readFrames} from '../../../src/jobs/store/frame-archive.ts';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'frames-')), 'frames');
});

afterEach(() => rmSync(join(folder, '..'), {recursive: true, force: true}));

const roomy = {maxFrames: 8, maxBytes: 1_000_000};

/** A frame of `bytes` bytes that holds its number. */
function frame(number: number, bytes = 2): Uint8Array {
  const data = new Uint8Array(bytes);
  new DataView(data.buffer).setUint16(0, number);
  return data;
}

async function keep(count: number, limits = roomy, {from = 0, bytes = 2} = {}): Promise<void> {
  const archive = openFrameArchive(folder, limits);
  for (let number = from; number < from + count; number++) archive.add(frame(number, bytes));
  await archive.settled();
}

async function kept(): Promise<number[]> {
  const frames = await readFrames(folder);
  return frames.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset).getUint16(0));
}

test('keeps all frames in order if there are only a few', async () => {
  await keep(8);
  expect(await kept()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test.each([9, 17, 100, 1000])(
  'keeps at most 8 of %d frames, evenly spread from the first on',
  async (count) => {
    await keep(count);
    const numbers = await kept();
    expect(numbers.length).toBeLessThanOrEqual(8);
    expect(numbers.length).toBeGreaterThan(3);
    expect(numbers[0]).toBe(0);
    const gaps = numbers.slice(1).map((number, index) => number - numbers[index]!);
    expect(new Set(gaps).size).toBe(1);
    expect(count - 1 - numbers.at(-1)!).toBeLessThan(gaps[0]!);
    expect(readdirSync(folder)).toHaveLength(numbers.length);
  },
);

test('stays within its byte limit, but always keeps one frame', async () => {
  await keep(20, {maxFrames: 60, maxBytes: 1000}, {bytes: 150});
  const numbers = await kept();
  expect(numbers.length * 150).toBeLessThanOrEqual(1000);
  expect(numbers).toEqual([0, 4, 8, 12, 16]);
  rmSync(folder, {recursive: true});
  await keep(3, {maxFrames: 60, maxBytes: 100}, {bytes: 150});
  expect(await kept()).toEqual([0]);
});

test('continues where an earlier process stopped, with the same spacing', async () => {
  await keep(9);
  expect(await kept()).toEqual([0, 2, 4, 6, 8]);
  await keep(4, roomy, {from: 10});
  expect(await kept()).toEqual([0, 2, 4, 6, 8, 10, 12]);
});

test('has no frames for a job that never had any', async () => {
  expect(await kept()).toEqual([]);
});

test('reports a failed write only when asked for the frames', async () => {
  const archive = openFrameArchive(join(folder, '\0'));
  archive.add(frame(0));
  await expect(archive.settled()).rejects.toThrow();
});
