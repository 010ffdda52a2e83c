import {mkdir, mkdtemp, readdir, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import sharp from 'sharp';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {openStyleLibrary, type StyleLibrary} from '../../src/styles/style-library.ts';
import {maxGroupStyles} from '../../src/styles/style-shelf.ts';

let dataDir: string;
let stylesDir: string;
let problems: string[];
let library: StyleLibrary;
const image = await sharp({create: {width: 64, height: 48, channels: 3, background: '#a40'}})
  .withExif({IFD0: {Artist: 'Somebody'}})
  .jpeg()
  .toBuffer();

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-library-'));
  stylesDir = join(dataDir, 'own');
  await mkdir(stylesDir);
  problems = [];
  library = await openStyleLibrary({stylesDir, dataDir, onProblem: (problem) => problems.push(problem)});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dataDir, {recursive: true});
});

const idsFor = async (group?: string) => (await library.catalogueOf(group)).list().map(({id}) => id);

/** Makes the library think that it has not read the folder for a while. */
function later(): void {
  const now = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(now + 60_000);
}

test('the bundled styles come first, beginning with Kandinsky', async () => {
  expect((await idsFor())[0]).toBe('kandinsky');
});

describe("the operator's folder", () => {
  test('is read again when a file is added, without a restart', async () => {
    expect(await idsFor()).not.toContain('mine');
    await writeFile(join(stylesDir, 'mine.jpg'), image);
    await utimes(stylesDir, new Date(), new Date(Date.now() + 5_000));
    later();
    expect((await idsFor()).at(-1)).toBe('mine');
    expect(Buffer.from(await (await library.catalogueOf()).read('mine'))).toEqual(image);
  });

  test('may replace a bundled style', async () => {
    await writeFile(join(stylesDir, 'kandinsky.jpg'), image);
    const ids = await idsFor();
    expect(ids.filter((id) => id === 'kandinsky')).toHaveLength(1);
    expect(Buffer.from(await (await library.catalogueOf()).read('kandinsky'))).toEqual(image);
  });

  test('has its problems reported once, and its other styles are used', async () => {
    await writeFile(join(stylesDir, 'mine.jpg'), image);
    await writeFile(join(stylesDir, 'catalogue.json'), '[');
    expect(await idsFor()).toContain('mine');
    later();
    await idsFor();
    expect(problems).toHaveLength(1);
  });

  test('must exist at the start', async () => {
    const options = {stylesDir: join(dataDir, 'none'), dataDir, onProblem: () => undefined};
    await expect(openStyleLibrary(options)).rejects.toThrow(/STYLES_DIR: expected a folder, received .*none/);
  });
});

describe('styles that a group adds', () => {
  const style = {title: 'Mưa phùn', artist: 'Lan', image, addedBy: 'lan'};

  test('are available at once, only to that group, re-encoded and without metadata', async () => {
    expect((await library.shelfOf('1').add(style)).id).toBe('mua-phun');
    expect(await idsFor('1')).toContain('mua-phun');
    expect(await idsFor('2')).not.toContain('mua-phun');
    expect(await idsFor()).not.toContain('mua-phun');
    const metadata = await sharp(await (await library.catalogueOf('1')).read('mua-phun')).metadata();
    expect(metadata).toMatchObject({format: 'webp', width: 64, height: 48});
    expect(metadata.exif).toBeUndefined();
  });

  test('are still available after a restart, and gone when removed', async () => {
    await library.shelfOf('1').add(style);
    library = await openStyleLibrary({dataDir, onProblem: () => undefined});
    expect(await idsFor('1')).toContain('mua-phun');
    expect(await library.shelfOf('1').remove('mua-phun')).toBe(true);
    expect(await library.shelfOf('1').remove('mua-phun')).toBe(false);
    expect(await idsFor('1')).not.toContain('mua-phun');
    expect(await readdir(join(dataDir, 'styles', '1'))).toEqual(['catalogue.json']);
  });

  test.each([
    ['an id that is taken', {...style, title: 'Kandinsky'}, /there is already a style kandinsky/],
    ['a title without letters', {...style, title: '🎨'}, /title: expected letters or digits/],
    ['a broken image', {...style, image: image.subarray(0, 99)}, /style image/],
  ])('are refused with %s', async (_, bad, words) => {
    await expect(library.shelfOf('1').add(bad)).rejects.toThrow(words);
  });

  test('are limited in number, even if they all come at once', async () => {
    const many = Array.from({length: maxGroupStyles + 1}, (_, index) => ({
      ...style,
      title: `Style ${index}`,
    }));
    const outcomes = await Promise.allSettled(many.map((one) => library.shelfOf('1').add(one)));
    expect(outcomes.filter(({status}) => status === 'rejected')).toHaveLength(1);
    expect((await idsFor('1')).filter((id) => id.startsWith('style-'))).toHaveLength(maxGroupStyles);
  });

  test('are never kept outside the data folder', () => {
    expect(() => library.shelfOf('../1')).toThrow(RangeError);
  });
});
