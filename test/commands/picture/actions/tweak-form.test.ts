import {describe, expect, test} from 'vitest';
import {
  changesBetween,
  readTweak,
  type TweakValues,
  tweakForm,
  tweakValues,
} from '../../../../src/commands/picture/actions/tweak-form.ts';
import {wordsFor} from '../../../../src/commands/words/words.ts';
import {defaultSettings} from '../../../../src/nst/contract/protocol.ts';

const allowed = {maxSize: 1024};
const settings = {...defaultSettings, strength: 1.6, styleScale: 0.5, size: 640, seed: 7};

function values(change: Partial<TweakValues> = {}): TweakValues {
  return {strength: '1.6', styleScale: '0.5', size: '640', quality: 'high', colors: 'keep', ...change};
}

function formFor(locale: string, maxSize = 2048) {
  const shown = {maxSize, words: wordsFor(locale)};
  return tweakForm('id', tweakValues(settings, shown), shown);
}

describe('the form', () => {
  test.each(['en-US', 'vi'])('keeps within Discord’s limits in %s', (locale) => {
    const {title, components} = formFor(locale);
    expect(title.length).toBeLessThanOrEqual(45);
    expect(components.length).toBeLessThanOrEqual(5);
    for (const component of components) {
      if (!('label' in component)) throw new Error('expected labels only');
      expect(component.label.length).toBeLessThanOrEqual(45);
      expect(component.description?.length).toBeLessThanOrEqual(100);
    }
  });

  test('does not offer sizes that are no longer allowed', () => {
    const form = JSON.stringify(formFor('en-US', 512));
    expect(form).toContain('"value":"512"');
    expect(form).not.toContain('640');
  });

  test('has numbers as the reader writes them', () => {
    expect(JSON.stringify(formFor('vi'))).toContain('"value":"1,6"');
    expect(JSON.stringify(formFor('en-US'))).toContain('"value":"1.6"');
  });

  test('changes nothing if it is sent unchanged', () => {
    const unchanged = tweakValues(settings, {maxSize: 2048, words: wordsFor('vi')});
    const {seed: _seed, subject: _subject, ...rest} = settings;
    expect(readTweak(unchanged, allowed)).toEqual(rest);
  });
});

describe('reading it', () => {
  test.each([
    [{strength: '0,5'}, {strength: 0.5, styleScale: 0.5}],
    [{strength: ' 3 '}, {strength: 3, styleScale: 0.5}],
    [{styleScale: '0,75'}, {strength: 1.6, styleScale: 0.75}],
  ])('reads %j', (typed, read) => {
    expect(readTweak(values(typed), allowed)).toMatchObject(read);
  });

  test.each([
    [{strength: '11'}, 'strength'],
    [{styleScale: '3'}, 'styleScale'],
    [{strength: '1 / 1'}, 'strength'],
    [{strength: 'a lot'}, 'strength'],
    [{strength: '1e1'}, 'strength'],
    [{strength: '0x2'}, 'strength'],
    [{styleScale: ''}, 'styleScale'],
    [{size: '512.5'}, 'size'],
    [{size: '-512'}, 'size'],
    [{size: '1025'}, 'size'],
  ])('refuses %j, naming %s', (change, option) => {
    expect(() => readTweak(values(change), allowed)).toThrow(
      expect.objectContaining({code: 'BAD_OPTION', detail: expect.objectContaining({option})}),
    );
  });

  test('shows what was typed without letting its Markdown format the answer', () => {
    expect(() => readTweak(values({size: '`**x**`'}), allowed)).toThrow(
      expect.objectContaining({detail: expect.objectContaining({received: '“\\`\\*\\*x\\*\\*\\`”'})}),
    );
  });
});

describe('changesBetween', () => {
  test('lists what changed, in the reader’s language', () => {
    const after = {...settings, strength: 2, colors: 'keep' as const};
    expect(changesBetween(settings, after, wordsFor('en-US'))).toEqual({
      changes: ['strength: 1.6 → 2', 'colours: painting → photo'],
      noted: ['strength', 'colors'],
    });
    expect(changesBetween(settings, after, wordsFor('vi')).changes[0]).toBe('độ mạnh: 1,6 → 2');
  });

  test('says so if nothing changed', () => {
    expect(changesBetween(settings, settings, wordsFor('en-US')).changes).toEqual(['the same settings']);
  });
});
