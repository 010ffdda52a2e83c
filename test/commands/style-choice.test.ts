import {describe, expect, test} from 'vitest';
import {chooseStyle, suggestStyles} from '../../src/commands/style-choice.ts';
import {loadCatalogue, type StylePreset} from '../../src/nst/styles.ts';

const styles = await loadCatalogue();

function preset(change: Partial<StylePreset>): StylePreset {
  const known = styles.list()[0];
  if (!known) throw new Error('expected a preset');
  return {...known, ...change};
}

describe('chooseStyle', () => {
  test('finds a preset by its id', () => {
    expect(chooseStyle(styles, 'great-wave', null)).toMatchObject({
      id: 'great-wave',
      title: expect.stringContaining(' by '),
    });
  });

  test('finds a preset by its title, as people type it', () => {
    const {id, title} = preset({});
    expect(chooseStyle(styles, ` ${title.toUpperCase()} `, null).id).toBe(id);
  });

  test('takes an attachment', () => {
    expect(chooseStyle(styles, null, 'file')).toEqual({
      id: 'custom',
      title: 'an attached image',
      attachment: 'file',
    });
  });

  test.each([
    [null, null, 'got neither'],
    ['great-wave', 'file', 'got both'],
  ])('refuses style %j with attachment %j', (name, attachment, message) => {
    expect(() => chooseStyle(styles, name, attachment)).toThrow(
      expect.objectContaining({code: 'BAD_OPTION', message: expect.stringContaining(message)}),
    );
  });

  test('names close matches of a style it does not know', () => {
    expect(() => chooseStyle(styles, 'kandinski', null)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_STYLE',
        message: expect.stringMatching(/close to it: `kandinsky`/),
      }),
    );
  });

  test('names examples when nothing is close, and defuses markdown', () => {
    expect(() => chooseStyle(styles, '**zzz**', null)).toThrow(/“\\\*\\\*zzz\\\*\\\*”.*for example: `/);
  });
});

describe('suggestStyles', () => {
  test('offers the whole catalogue for an empty text', () => {
    expect(suggestStyles(styles, '').map(({value}) => value)).toEqual(styles.list().map(({id}) => id));
  });

  test('keeps within Discord’s 25 suggestions of 100 characters', () => {
    const many = Array.from({length: 30}, (_, index) =>
      preset({id: `style-${index}`, title: 'x'.repeat(120)}),
    );
    const suggestions = suggestStyles({search: () => many}, 'x');
    expect(suggestions).toHaveLength(25);
    expect(Math.max(...suggestions.map(({name}) => name.length))).toBe(100);
  });
});
