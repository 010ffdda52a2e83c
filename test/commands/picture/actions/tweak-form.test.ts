import {describe, expect, test} from 'vitest';
import {
  changesBetween,
  readTweak,
  type TweakFields,
  tweakForm,
} from '../../../../src/commands/picture/actions/tweak-form.ts';
import {wordsFor} from '../../../../src/commands/words/words.ts';
import {defaultSettings} from '../../../../src/nst/contract/protocol.ts';

const allowed = {maxSize: 1024};
const settings = {...defaultSettings, strength: 1.6, styleScale: 0.5, size: 640, seed: 7};

function fields(change: Record<string, string> = {}): TweakFields {
  const texts: Record<string, string> = {weights: '1.6 / 0.5', size: '640', seed: '7', ...change};
  const choices: Record<string, string> = {quality: 'high', colors: 'keep', ...change};
  return {
    getTextInputValue: (id) => texts[id]!,
    getStringSelectValues: (id) => [choices[id]!],
  };
}

describe('the form', () => {
  test.each(['en-US', 'vi'])('keeps within Discord’s limits in %s', (locale) => {
    const {title, components} = tweakForm('id', settings, {maxSize: 2048, locale});
    expect(title.length).toBeLessThanOrEqual(45);
    expect(components.length).toBeLessThanOrEqual(5);
    for (const component of components) {
      if (!('label' in component)) throw new Error('expected labels only');
      expect(component.label.length).toBeLessThanOrEqual(45);
      expect(component.description?.length).toBeLessThanOrEqual(100);
    }
  });

  test('does not offer sizes that are no longer allowed', () => {
    const form = JSON.stringify(tweakForm('id', settings, {maxSize: 512, locale: 'en-US'}));
    expect(form).toContain('"value":"512"');
    expect(form).not.toContain('640');
  });

  test('changes nothing if it is sent unchanged', () => {
    const {components} = tweakForm('id', settings, {maxSize: 2048, locale: 'vi'});
    const values = new Map(
      components.flatMap((row) => {
        const field = 'component' in row ? row.component : undefined;
        return field && 'value' in field ? [[field.custom_id, field.value]] : [];
      }) as [string, string][],
    );
    const read = readTweak(fields(Object.fromEntries(values)), allowed);
    expect(read).toMatchObject({strength: 1.6, styleScale: 0.5, size: 640, seed: 7});
  });
});

describe('reading it', () => {
  test.each([
    ['1.6 / 0.5', 1.6, 0.5],
    ['1,6/0,5', 1.6, 0.5],
    [' 3 ; 2 ', 3, 2],
    ['3 2', 3, 2],
    ['3', 3, null],
  ])('reads %j as weights', (weights, strength, styleScale) => {
    expect(readTweak(fields({weights}), allowed)).toMatchObject({strength, styleScale});
  });

  test.each([
    [{weights: '11 / 1'}, 'strength'],
    [{weights: '1 / 3'}, 'styleScale'],
    [{weights: '1 / 1 / 1'}, 'strength'],
    [{weights: 'a lot'}, 'strength'],
    [{weights: '1e1'}, 'strength'],
    [{weights: '0x2'}, 'strength'],
    [{weights: ''}, 'strength'],
    [{size: '512.5'}, 'size'],
    [{size: '-512'}, 'size'],
    [{size: '1025'}, 'size'],
    [{seed: '4294967296'}, 'seed'],
    [{seed: '1.5'}, 'seed'],
  ])('refuses %j, naming %s', (change, option) => {
    expect(() => readTweak(fields(change), allowed)).toThrow(
      expect.objectContaining({code: 'BAD_OPTION', detail: expect.objectContaining({option})}),
    );
  });

  test('reads an empty seed as a new one', () => {
    expect(readTweak(fields({seed: ' '}), allowed).seed).toBeNull();
  });

  test('shows what was typed without letting its Markdown format the answer', () => {
    expect(() => readTweak(fields({seed: '`**x**`'}), allowed)).toThrow(
      expect.objectContaining({detail: expect.objectContaining({received: '`"\'**x**\'"`'})}),
    );
  });
});

describe('changesBetween', () => {
  test('lists what changed, in the reader’s language', () => {
    const after = {...settings, strength: 2, colors: 'keep' as const};
    expect(changesBetween(settings, after, wordsFor('en-US'))).toEqual([
      'strength 1.6 → 2',
      'colours colours of the style → colours of the photo',
    ]);
    expect(changesBetween(settings, after, wordsFor('vi'))[0]).toBe('độ mạnh 1,6 → 2');
  });

  test('says so if nothing changed', () => {
    expect(changesBetween(settings, settings, wordsFor('en-US'))).toEqual(['with the same settings']);
  });
});
