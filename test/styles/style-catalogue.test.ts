import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {inspectImage} from '../../src/images/inspect.ts';
import {loadCatalogue} from '../../src/styles/style-catalogue.ts';

const freeBecause =
  /^(the painter|painted) (died in|worked around|before|about) \d{4}; faithful .*; (Debian|npm) package \S+ \d/;

describe('the bundled catalogue', () => {
  test('begins with Kandinsky, and every image can be used as a style', async () => {
    const catalogue = await loadCatalogue();
    expect(catalogue.list()[0]?.id).toBe('kandinsky');
    for (const {id} of catalogue.list()) await inspectImage(await catalogue.read(id), id);
  });

  test('says of each of its thirty or more paintings who painted it, when, and why it may be passed on', async () => {
    const presets = (await loadCatalogue()).list();
    expect(presets.length).toBeGreaterThanOrEqual(30);
    for (const {id, artist, year, licence, origin, titles, thumbnail} of presets)
      expect({artist, year, licence, origin, thumbnail, vietnamese: titles.vi}, id).toEqual({
        artist: expect.stringMatching(/./),
        year: expect.stringMatching(/\d{2}/),
        licence: expect.stringMatching(/^(Public domain|MIT)$/),
        origin: expect.stringMatching(licence === 'MIT' ? /^drawn by tools\/plates\// : freeBecause),
        thumbnail: `thumbnails/${id}.webp`,
        vietnamese: expect.stringMatching(/./),
      });
  });

  test('says all of it in Vietnamese that is not a name or a number', async () => {
    for (const {id, artist, artists, year, years} of (await loadCatalogue()).list()) {
      if (/^\p{Ll}|\bpainters\b/u.test(artist)) expect(artists.vi, id).toMatch(/^(theo tranh|hoạ sĩ) /);
      if (/\p{L}/u.test(year)) expect(years.vi, id).toMatch(/^(khoảng|trước|thế kỷ|thời|cuối thế kỷ) /);
    }
  });

  test('never shows one title twice in a language', async () => {
    const presets = (await loadCatalogue()).list();
    const repeated = (titles: (string | undefined)[]) =>
      titles.filter((title, at) => titles.indexOf(title) !== at);
    expect(repeated(presets.map(({title}) => title))).toEqual([]);
    expect(repeated(presets.map(({titles}) => titles.vi))).toEqual([]);
  });

  test.each([
    ['morisot', ['reading']],
    ['vigee le brun', ['chalk']],
    ['goyo', ['ducks']],
    ['kim su-cheol', ['snow-hermitage']],
  ])('finds what %s painted', async (artist, ids) => {
    const found = (await loadCatalogue()).search(artist).map(({id}) => id);
    expect(found.slice(0, ids.length)).toEqual(ids);
  });

  test.each([
    ['kan', 'kandinsky'],
    ['Kandinski', 'kandinsky'],
    ['wave', 'great-wave'],
    ['hokusai', 'great-wave'],
    ['VAN GOGH', 'starry-night'],
    ['van', 'starry-night'],
    ['van g', 'starry-night'],
    ['vàng', 'the-kiss'],
    ['stary night', 'starry-night'],
    ['vangogh', 'starry-night'],
    ['as a van gogh please', 'starry-night'],
    ['trường phái ấn tượng', 'reading'],
    ['Klimpt', 'the-kiss'],
    ['葛飾北斎', 'great-wave'],
    ['khắc gỗ', 'great-wave'],
  ])('finds %s', async (text, id) => {
    expect((await loadCatalogue()).search(text)[0]?.id).toBe(id);
  });

  test('lists everything for empty text and nothing for nonsense', async () => {
    const catalogue = await loadCatalogue();
    expect(catalogue.search('')).toEqual(catalogue.list());
    expect(catalogue.search('qqqq')).toEqual([]);
  });

  test('puts first what is akin to what it lacks, and always has everything', async () => {
    const catalogue = await loadCatalogue();
    expect(catalogue.closest('Pablo Picasso')[0]?.id).toBe('kandinsky');
    expect(catalogue.closest('monet')[0]?.id).toBe('moulin');
    expect(new Set(catalogue.closest('qqqq'))).toEqual(new Set(catalogue.list()));
  });

  test.each([
    ['kandinski', 'did you mean kandinsky'],
    ['qqqq', 'known styles are kandinsky, starry-night'],
  ])('an unknown style %s is answered with %s', async (id, words) => {
    await expect((await loadCatalogue()).read(id)).rejects.toThrow(words);
  });
});

test('a catalogue with mistakes is refused, and each mistake is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-styles-'));
  const entries = [
    {id: 'a', file: 'a.png', title: 'A'},
    {id: '../etc', file: 'b.png', title: 'B'},
  ];
  await writeFile(join(folder, 'catalogue.json'), JSON.stringify(entries));
  await expect(loadCatalogue(folder)).rejects.toThrow(
    /a: there is no file a.png; \.\.\/etc: .*there are no styles/s,
  );
  await expect(loadCatalogue(folder)).rejects.toMatchObject({code: 'BAD_CONFIG'});
});
