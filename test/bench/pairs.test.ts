/** The pictures that bench/pairs.json names, and the record of where they come from. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';

interface Pair {
  name: string;
  photo: string;
  style: string;
  kind: string;
}

interface PhotoRecord {
  id: string;
  file: string;
  width: number;
  height: number;
  subject: string;
  author: string;
  source: string;
  licence: string;
}

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const readJson = <T>(file: string): T => JSON.parse(readFileSync(pathOf(file), 'utf8')) as T;

const pairs = readJson<Pair[]>('bench/pairs.json');
const records = readJson<PhotoRecord[]>('bench/photos/manifest.json');
const styles = readJson<{id: string}[]>('assets/styles/catalogue.json').map(({id}) => id);

describe('each pair', () => {
  test.each(pairs)('$name has a recorded photo and a style of the catalogue', ({photo, style}) => {
    expect(records.map(({file}) => `bench/photos/${file}`)).toContain(photo);
    expect(styles).toContain(style);
  });

  test('has a name of its own', () => {
    expect(new Set(pairs.map(({name}) => name)).size).toBe(pairs.length);
  });
});

describe('each photo', () => {
  test.each(records)('$id is as small as its record says', async ({file, width, height}) => {
    const path = pathOf(`bench/photos/${file}`);
    expect(await sharp(path).metadata()).toMatchObject({width, height});
    expect(Math.max(width, height)).toBeLessThanOrEqual(768);
    expect(statSync(path).size).toBeLessThan(200_000);
  });

  test.each(records)('$id has a subject, an author, a source and a free licence', (record) => {
    expect(record.subject).not.toBe('');
    expect(record.author).not.toBe('');
    expect(record.source).not.toBe('');
    expect(record.licence).toMatch(/^(public domain|CC0|CC BY [234]\.0|MIT)$/);
  });

  test('is recorded and painted in some pair', () => {
    const files = readdirSync(pathOf('bench/photos')).filter((file) => /\.(jpg|png)$/.test(file));
    expect(records.map(({file}) => file).sort()).toEqual(files.sort());
    expect([...new Set(pairs.map(({photo}) => photo))].sort()).toEqual(
      files.map((file) => `bench/photos/${file}`),
    );
  });
});

describe('the pairs together', () => {
  test.each([
    {kinds: ['person', 'group'], atLeast: 5},
    {kinds: ['group'], atLeast: 1},
    {kinds: ['animal'], atLeast: 3},
    {kinds: ['avatar'], atLeast: 2},
    {kinds: ['screenshot'], atLeast: 1},
    {kinds: ['text'], atLeast: 1},
    {kinds: ['scene'], atLeast: 4},
  ])('show $kinds in at least $atLeast photos', ({kinds, atLeast}) => {
    const photos = new Set(pairs.filter(({kind}) => kinds.includes(kind)).map(({photo}) => photo));
    expect(photos.size).toBeGreaterThanOrEqual(atLeast);
  });

  test('are of no other kind', () => {
    const known = ['person', 'group', 'animal', 'avatar', 'screenshot', 'text', 'scene'];
    expect(pairs.filter(({kind}) => !known.includes(kind))).toEqual([]);
  });

  test('paint the dog and the bridge like Kandinsky', () => {
    expect(pairs.map(({name}) => name)).toEqual(
      expect.arrayContaining(['dog × kandinsky', 'bridge × kandinsky']),
    );
  });

  test('use at least 16 styles', () => {
    expect(new Set(pairs.map(({style}) => style)).size).toBeGreaterThanOrEqual(16);
  });
});
