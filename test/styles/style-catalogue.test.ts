import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {inspectImage} from '../../src/images/inspect.ts';
import {loadCatalogue} from '../../src/styles/style-catalogue.ts';

describe('the bundled catalogue', () => {
  test('begins with Kandinsky, and every image can be used as a style', async () => {
    const catalogue = await loadCatalogue();
    expect(catalogue.list()[0]?.id).toBe('kandinsky');
    for (const {id} of catalogue.list()) await inspectImage(await catalogue.read(id), id);
  });

  test.each([
    ['kan', 'kandinsky'],
    ['Kandinski', 'kandinsky'],
    ['wave', 'great-wave'],
    ['hokusai', 'great-wave'],
    ['VAN GOGH', 'starry-night'],
    ['stary night', 'starry-night'],
  ])('finds %s', async (text, id) => {
    expect((await loadCatalogue()).search(text)[0]?.id).toBe(id);
  });

  test('lists everything for empty text and nothing for nonsense', async () => {
    const catalogue = await loadCatalogue();
    expect(catalogue.search('')).toEqual(catalogue.list());
    expect(catalogue.search('qqqq')).toEqual([]);
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
