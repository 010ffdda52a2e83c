import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import sharp from 'sharp';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createTimeLapseMaker} from '../../../src/jobs/render/time-lapse-maker.ts';

const entry = new URL('../../../src/images/time-lapse-process.ts', import.meta.url);
const env = {PATH: process.env.PATH};

let folder: string;
let frame: Uint8Array;
let picture: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'time-lapse-'));
  [frame, picture] = await Promise.all([plain('teal'), plain('white')]);
});
afterAll(() => rm(folder, {recursive: true}));

function plain(background: string): Promise<Uint8Array> {
  return sharp({create: {width: 64, height: 48, channels: 3, background}})
    .png()
    .toBuffer();
}

async function script(name: string, source: string): Promise<URL> {
  const path = join(folder, name);
  await writeFile(path, source);
  return pathToFileURL(path);
}

test('makes one animation after another in another process', async () => {
  const maker = createTimeLapseMaker({entry, env, deadlineMs: 60_000});
  const request = async () => ({frames: [frame], picture, maxBytes: 1e6});
  const images = await Promise.all([maker.make('ann', request), maker.make('bob', request)]);
  for (const image of images) {
    const {pages} = await sharp(image, {animated: true}).metadata();
    expect(pages).toBe(2);
  }
});

test('makes one at a time', async () => {
  const diary = join(folder, 'diary');
  const source = `import {appendFileSync} from 'node:fs';
    process.on('message', () => {
      appendFileSync(${JSON.stringify(diary)}, 'begun ');
      setTimeout(() => {
        appendFileSync(${JSON.stringify(diary)}, 'ended ');
        process.send({type: 'made', image: new Uint8Array(1)}, () => process.disconnect());
      }, 500);
    });`;
  const maker = createTimeLapseMaker({entry: await script('diary.mjs', source), env, deadlineMs: 60_000});
  const request = async () => ({frames: [frame], picture, maxBytes: 1e6});
  await Promise.all([maker.make('ann', request), maker.make('bob', request)]);
  expect(await readFile(diary, 'utf8')).toBe('begun ended begun ended ');
});

test('passes on why one could not be made, and still makes the next', async () => {
  const maker = createTimeLapseMaker({entry, env, deadlineMs: 60_000});
  const bad = maker.make('ann', async () => ({frames: [new Uint8Array([1, 2])], picture, maxBytes: 1e6}));
  const good = maker.make('bob', async () => ({frames: [frame], picture, maxBytes: 1e6}));
  await expect(bad).rejects.toThrow(/time-lapse failed: .*unsupported image format/);
  expect(await good).toBeInstanceOf(Uint8Array);
});

test.each([
  ['dies', 'process.exit(3)', 'RENDER_CRASHED'],
  ['hangs', 'process.on("message", () => {})', 'RENDER_TIMEOUT'],
])('fails when the process %s', async (what, source, code) => {
  const maker = createTimeLapseMaker({entry: await script(`${what}.mjs`, source), env, deadlineMs: 3_000});
  await expect(
    maker.make('bob', async () => ({frames: [frame], picture, maxBytes: 1e6})),
  ).rejects.toMatchObject({code});
});

test('accepts one from each owner at a time, and another afterwards', async () => {
  const maker = createTimeLapseMaker({entry, env, deadlineMs: 60_000});
  const request = async () => ({frames: [frame], picture, maxBytes: 1e6});
  const first = maker.make('ann', request);
  await expect(maker.make('ann', request)).rejects.toMatchObject({detail: {reason: 'timeLapseUnderWay'}});
  await first;
  expect(await maker.make('ann', request)).toBeInstanceOf(Uint8Array);
});
