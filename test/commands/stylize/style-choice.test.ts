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

describe('suggestStyles', () => {
  test('offers the first styles of the catalogue for empty text', () => {
    const first = styles.list().slice(0, 25);
    expect(suggestStyles(styles, '', 'en-US').map(({value}) => value)).toEqual(first.map(({id}) => id));
  });

  test('keeps within Discord’s limit of 25 suggestions of 100 characters each', () => {
    const many = Array.from({length: 30}, (_, index) =>
      preset({id: `style-${index}`, title: 'x'.repeat(120)}),
    );
    const suggestions = suggestStyles({search: () => many}, 'x', 'en-US');
    expect(suggestions).toHaveLength(25);
    expect(Math.max(...suggestions.map(({name}) => name.length))).toBe(100);
  });
});
