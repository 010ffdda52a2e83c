import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import sharp from 'sharp';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {bundledStyles} from '../../src/styles/style-catalogue.ts';
import {checkStyleFolder, readStyleFolder, slugOf} from '../../src/styles/style-folder.ts';

let folder: string;
const image = await sharp({create: {width: 64, height: 48, channels: 3, background: '#a40'}})
  .png()
  .toBuffer();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-styles-'));
});
afterEach(() => rm(folder, {recursive: true}));

const put = (name: string, data: string | Uint8Array) => writeFile(join(folder, name), data);
const catalogue = (entries: unknown) => put('catalogue.json', JSON.stringify(entries));

test('images without a catalogue become styles named after their files', async () => {
  await put('red_barn-at-noon.png', image);
  await put('notes.txt', 'not an image');
  const {presets, problems} = await checkStyleFolder(folder);
  expect(problems).toEqual([]);
  expect(presets).toMatchObject([
    {id: 'red-barn-at-noon', title: 'Red barn at noon', file: 'red_barn-at-noon.png'},
  ]);
});

test('any name that people give a file will do, and makes an id of its own', async () => {
  const long = `${'very-'.repeat(40)}long.png`;
  const names = [
    'IMG_0001.JPG',
    'my painting.png',
    'my-painting.jfif',
    'Đêm đầy sao (1889).webp',
    '睡蓮.png',
    '星月夜.png',
    '!!!.png',
    long,
  ];
  for (const name of [...names, '.hidden.png']) await put(name, image);
  const {presets, problems} = await checkStyleFolder(folder);
  expect(problems).toEqual([]);
  expect(presets.map(({file}) => file).toSorted()).toEqual(names.toSorted());
  expect(new Set(presets.map(({id}) => id)).size).toBe(names.length);
  const idOf = (name: string) => presets.find(({file}) => file === name)?.id;
  expect(
    ['IMG_0001.JPG', 'my painting.png', 'my-painting.jfif', 'Đêm đầy sao (1889).webp'].map(idOf),
  ).toEqual(['img-0001', 'my-painting', 'my-painting-2', 'dem-day-sao-1889']);
  expect(idOf('睡蓮.png')).toMatch(/^style-[0-9a-f]{8}$/);
  expect(presets.find(({file}) => file === '睡蓮.png')?.title).toBe('睡蓮');
});

test('styles in a catalogue can have more details, and come first', async () => {
  await put('a.png', image);
  await put('b.png', image);
  await catalogue([{id: 'my-b', file: 'b.png', title: 'B', defaults: {strength: 2}}]);
  const {presets} = await readStyleFolder(folder);
  expect(presets.map(({id}) => id)).toEqual(['my-b', 'a']);
  expect(presets[0]).toMatchObject({artist: '', defaults: {strength: 2}, folder});
});

describe('a problem is named and does not affect the other styles:', () => {
  test.each<[string, unknown, RegExp]>([
    ['a missing file', [{id: 'x', file: 'x.png', title: 'X'}], /^x: there is no file x.png$/],
    [
      'a wrong default',
      [{id: 'x', file: 'a.png', title: 'X', defaults: {strength: 99}}],
      /^x: .*defaults\.strength/,
    ],
    ['an unknown field', [{id: 'x', file: 'a.png', title: 'X', tittle: 'Y'}], /^x: .*tittle/],
    ['a path that leads outside', [{id: 'x', file: '../a.png', title: 'X'}], /^x: /],
    ['an entry without an id', [{file: 'a.png', title: 'X'}], /^an entry: /],
    ['a catalogue that is not a list', {id: 'x'}, /expected a list of styles, received object/],
  ])('%s', async (_, entries, words) => {
    await put('good.png', image);
    await put('a.png', image);
    await catalogue(entries);
    const {presets, problems} = await readStyleFolder(folder);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(words);
    expect(presets.map(({id}) => id)).toContain('good');
  });

  test('the same id twice', async () => {
    await put('a.png', image);
    await catalogue([
      {id: 'x', file: 'a.png', title: 'X'},
      {id: 'x', file: 'a.png', title: 'Y'},
    ]);
    expect((await readStyleFolder(folder)).problems).toEqual(['x appears twice']);
  });

  test('invalid JSON', async () => {
    await put('catalogue.json', '[{');
    expect((await readStyleFolder(folder)).problems[0]).toMatch(/expected a list of styles in JSON/);
  });

  test('an image that cannot be used as a style, if images are opened', async () => {
    await put('broken.png', image.subarray(0, 60));
    await put('tiny.png', await sharp(image).resize(8, 8).png().toBuffer());
    const {problems} = await checkStyleFolder(folder);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^broken: /);
    expect(problems[1]).toMatch(/^tiny: .*32/);
  });

  test('a folder that does not exist', async () => {
    expect((await readStyleFolder(join(folder, 'none'))).problems[0]).toMatch(/there is no such folder/);
  });
});

test('there are at least twenty bundled styles without problems, each with a thumbnail and a Vietnamese title', async () => {
  const {presets, problems} = await checkStyleFolder(fileURLToPath(bundledStyles));
  expect(problems).toEqual([]);
  expect(presets.length).toBeGreaterThanOrEqual(20);
  for (const preset of presets) {
    expect(preset, preset.id).toMatchObject({
      titles: {vi: expect.any(String)},
      thumbnail: `thumbnails/${preset.id}.webp`,
      licence: expect.stringMatching(/^(Public domain|MIT)/),
    });
  }
});

test.each([
  ['Đêm đầy sao', 'dem-day-sao'],
  ['  The Night  Café! ', 'the-night-cafe'],
  ['🎨', ''],
  ['x'.repeat(80), 'x'.repeat(50)],
])('%s becomes the id %s', (title, id) => {
  expect(slugOf(title)).toBe(id);
});
