import {describe, expect, test} from 'vitest';
import {chooseStyles, suggestStyles} from '../../../src/commands/stylize/style-choice.ts';
import {loadCatalogue, type StylePreset} from '../../../src/styles/style-catalogue.ts';

const styles = await loadCatalogue();

function preset(change: Partial<StylePreset>): StylePreset {
  const known = styles.list()[0];
  if (!known) throw new Error('expected a preset');
  return {...known, ...change};
}

const nothing = {names: [null, null, null], attachment: null, blend: null};

describe('chooseStyles', () => {
  test('finds a preset by its id, and names its painter', () => {
    const {id, title, artist, defaults} = preset({});
    expect(chooseStyles(styles, 'en-US', {...nothing, names: [id]})).toEqual([
      {id, title: `${title} (${artist})`, weight: 1, defaults},
    ]);
  });

  test('finds a preset by its title in another language, and uses that title for its readers', () => {
    const given = {...nothing, names: ['đêm đầy sao']};
    expect(chooseStyles(styles, 'vi', given)).toMatchObject([
      {id: 'starry-night', title: 'Đêm đầy sao (Vincent van Gogh)'},
    ]);
    expect(chooseStyles(styles, 'en-US', given)).toMatchObject([
      {id: 'starry-night', title: 'The Starry Night (Vincent van Gogh)'},
    ]);
  });

  test('finds a preset by its title as people type it', () => {
    const {id, title} = preset({});
    expect(chooseStyles(styles, 'en-US', {...nothing, names: [` ${title.toUpperCase()} `]})).toMatchObject([
      {id},
    ]);
  });

  test('accepts an attachment', () => {
    expect(chooseStyles(styles, 'en-US', {...nothing, attachment: 'file'})).toEqual([
      {id: 'custom', title: 'custom', attachment: 'file', weight: 1},
    ]);
  });

  test('blends presets and an attachment by their shares, no matter which options are left out', () => {
    const given = {names: ['great-wave', null, 'kandinsky'], attachment: 'file', blend: '3:2:1'};
    expect(chooseStyles(styles, 'en-US', given)).toMatchObject([
      {id: 'great-wave', weight: 3},
      {id: 'kandinsky', weight: 2},
      {id: 'custom', weight: 1},
    ]);
  });

  test.each([
    [{}, 'expected style or style_image, received neither', 'styleMissing'],
    [
      {names: ['great-wave', 'kandinsky', 'starry-night'], attachment: 'file'},
      'expected at most 3 styles, received 4',
      'tooManyStyles',
    ],
    [{names: ['kandinsky', 'kandinsky']}, /received Composition VIII .* twice/, 'styleTwice'],
    [{names: ['kandinsky', 'great-wave'], blend: '2:1:1'}, 'blend: expected 2 shares', 'blendShares'],
  ])('refuses %j', (given, message, reason) => {
    expect(() => chooseStyles(styles, 'en-US', {...nothing, ...given})).toThrow(
      expect.objectContaining({
        code: 'BAD_OPTION',
        message: expect.stringMatching(message),
        detail: expect.objectContaining({reason}),
      }),
    );
  });

  test('names close matches for an unknown style', () => {
    expect(() => chooseStyles(styles, 'en-US', {...nothing, names: ['kandinski']})).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_STYLE',
        message: expect.stringMatching(/similar: `kandinsky`/),
      }),
    );
  });

  test('names examples if nothing is close, and escapes Markdown', () => {
    expect(() => chooseStyles(styles, 'en-US', {...nothing, names: ['**zzz**']})).toThrow(
      /“\\\*\\\*zzz\\\*\\\*”.*for example: `/,
    );
  });
});

describe('a painting by chance', () => {
  test('is one that was not chosen as well, and another each time', () => {
    const [first, second] = styles.list();
    const two = {...styles, list: () => [first!, second!]};
    const given = {...nothing, names: ['surprise-me', first!.id, null]};
    expect(chooseStyles(two, 'en-US', given).map(({id}) => id)).toEqual([second!.id, first!.id]);
    const both = {...nothing, names: ['surprise-me', 'surprise-me', null]};
    expect(new Set(chooseStyles(two, 'en-US', both).map(({id}) => id))).toEqual(
      new Set([first!.id, second!.id]),
    );
  });

  test('is any of the catalogue', () => {
    const drawn = Array.from({length: 60}, () =>
      chooseStyles(styles, 'vi', {...nothing, names: ['surprise-me']}),
    );
    expect(new Set(drawn.map(([style]) => style!.id)).size).toBeGreaterThan(10);
  });
});

describe('suggestStyles', () => {
  const values = (text: string, language: 'en-US' | 'vi' = 'en-US') =>
    suggestStyles(styles, text, language).map(({value}) => value);

  test('offers a painting by chance, then the first styles of the catalogue for empty text', () => {
    const first = styles.list().slice(0, 24);
    expect(values('')).toEqual(['surprise-me', ...first.map(({id}) => id)]);
    expect(suggestStyles(styles, ' ', 'vi')[0]).toEqual({name: '🎲 Ngẫu nhiên', value: 'surprise-me'});
    expect(values('surp')[0]).toBe('surprise-me');
    expect(values('ngẫu', 'vi')[0]).toBe('surprise-me');
  });

  test.each([
    ['vangogh', 'starry-night'],
    ['Van  Gogh', 'starry-night'],
    ['impressionism', 'reading'],
    ['an tuong', 'reading'],
    ['ấn tượng', 'reading'],
    ['japan', 'great-wave'],
    ['nhat ban', 'great-wave'],
    ['北斎', 'great-wave'],
    ['flowers', 'flowers'],
    ['trừu tượng', 'kandinsky'],
    ['Brueghel', 'harvesters'],
    ['son mai', 'lacquer'],
    ['1565', 'harvesters'],
  ])('finds %s', (text, id) => {
    expect(values(text)).toContain(id);
    expect(values(text)[0]).not.toBe('surprise-me');
  });

  test.each(['Picasso', 'qqqq', 'x'.repeat(100)])('is never empty: %s', (text) => {
    const suggestions = suggestStyles(styles, text, 'en-US');
    expect(suggestions).toHaveLength(25);
    expect(suggestions[0]!.name).toMatch(/^No “.*”; closest: \S/);
    expect(styles.get(suggestions[0]!.value)).toBeDefined();
    expect(Math.max(...suggestions.map(({name}) => name.length))).toBeLessThanOrEqual(100);
    expect(new Set(suggestions.map(({value}) => value)).size).toBe(25);
  });

  test.each([
    ['Picasso', 'kandinsky'],
    ['Claude Monet', 'moulin'],
    ['mona lisa', 'harvesters'],
    ['siêu thực', 'spring'],
    ['Mucha', 'the-kiss'],
  ])('what the catalogue lacks leads to the closest: %s to %s', (text, id) => {
    const {title} = styles.get(id)!;
    expect(suggestStyles(styles, text, 'en-US')[0]).toEqual({
      name: `No “${text}”; closest: ${title}`,
      value: id,
    });
  });

  test('a misspelt painter is found, and is no miss', () => {
    expect(suggestStyles(styles, 'Klimpt', 'vi')[0]).toEqual({
      name: 'Nụ hôn — Gustav Klimt, 1907–08',
      value: 'the-kiss',
    });
  });

  test('keeps within Discord’s limit of 25 suggestions of 100 characters each', () => {
    const many = Array.from({length: 30}, (_, index) =>
      preset({id: `style-${index}`, title: 'x'.repeat(120)}),
    );
    const suggestions = suggestStyles({search: () => many, closest: () => many}, 'x', 'en-US');
    expect(suggestions).toHaveLength(25);
    expect(Math.max(...suggestions.map(({name}) => name.length))).toBe(100);
  });
});
