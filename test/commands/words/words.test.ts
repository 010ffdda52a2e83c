import {describe, expect, test} from 'vitest';
import {createNumerals} from '../../../src/commands/words/numerals.ts';
import {optionNames} from '../../../src/commands/words/option-names.ts';
import {languages, localizations, type Words, wordsFor} from '../../../src/commands/words/words.ts';

/** Every plain text in the catalogue, with its path. */
function plainTexts(node: object, path = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[`${path}${key}`, value]];
    return typeof value === 'object' && value !== null ? plainTexts(value, `${path}${key}.`) : [];
  });
}

describe('wordsFor', () => {
  test.each([
    ['vi', 'Huỷ'],
    ['en-US', 'Cancel'],
    ['en-GB', 'Cancel'],
    ['fr', 'Cancel'],
    [undefined, 'Cancel'],
  ])('finds the language for %s', (locale, cancel) => {
    expect(wordsFor(locale).buttons.cancel).toBe(cancel);
  });
});

test('translations are keyed by Discord’s names for languages, without the default language', () => {
  expect(localizations(({commands}) => commands.queue.name)).toEqual({vi: 'hàng-đợi'});
});

describe.each(languages)('the catalogue of %s', (language) => {
  const words = wordsFor(language);

  test('has no empty text, and no button longer than Discord’s 80 characters', () => {
    expect(plainTexts(words).filter(([, text]) => text.trim() === '')).toEqual([]);
    expect(Object.values(words.buttons).filter((label) => label.length > 80)).toEqual([]);
  });

  test('uses composed characters, so that names equal what people type', () => {
    expect(plainTexts(words).filter(([, text]) => text !== text.normalize('NFC'))).toEqual([]);
  });
});

test('the Vietnamese catalogue translates every sentence', () => {
  const english = new Map(plainTexts(wordsFor('en-US')));
  const same = plainTexts(wordsFor('vi')).filter(([path, text]) => english.get(path) === text);
  expect(same.map(([path]) => path)).toEqual(['commands.stylize.options.seed.name']);
});

test('numbers look as readers of the language write them', () => {
  expect(createNumerals('en').decimal(1.5)).toBe('1.5');
  expect(createNumerals('vi').decimal(1.5)).toBe('1,5');
  expect(createNumerals('en').decimal(12.34)).toBe('12');
  expect(createNumerals('vi').mebibytes(10 * 1024 * 1024)).toBe('10 MiB');
  expect(createNumerals('en').oneOf(['a', 'b', 'c'])).toBe('a, b, or c');
});

test.each<[number, Words['pages']['forget']['done'], string]>([
  [1, wordsFor('en-US').pages.forget.done, 'I deleted one picture.'],
  [2, wordsFor('en-US').pages.forget.done, 'I deleted 2 pictures.'],
  [1, wordsFor('vi').pages.forget.done, 'Đã xoá 1 bức tranh.'],
])('the plural for %s is right', (count, done, text) => {
  expect(done(count)).toBe(text);
});

describe('optionNames', () => {
  const nameOf = optionNames(wordsFor('vi').commands.stylize);

  test.each([
    ['size', 'kích-thước'],
    ['styleScale', 'cỡ-nét'],
    ['style_image', 'tranh-mẫu'],
    ['unknown', 'unknown'],
  ])('translates the option %s', (option, name) => {
    expect(nameOf(option)).toBe(name);
  });
});
