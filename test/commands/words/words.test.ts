import {describe, expect, test} from 'vitest';
import {pictureActions} from '../../../src/commands/picture/actions.ts';
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

  test('has short words for a finished picture, whose buttons stand five in a row', () => {
    const lengths = pictureActions.map((action) => words.buttons[action].length);
    const sum = (row: readonly number[]) => row.reduce((total, length) => total + length, 0);
    expect(sum(lengths.slice(0, 5))).toBeLessThanOrEqual(24);
    expect(sum(lengths.slice(5))).toBeLessThanOrEqual(38);
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

test('English texts say colours; only the option is called colors', () => {
  const texts = plainTexts(wordsFor('en-US')).filter(
    ([path]) => path !== 'commands.stylize.options.colors.name',
  );
  expect(texts.filter(([, text]) => /\bcolor/i.test(text.replaceAll('`colors`', '')))).toEqual([]);
});

test('Vietnamese help and retries use the words of the buttons they are about', () => {
  const {buttons, pages, job} = wordsFor('vi');
  const {style, more, less} = buttons;
  expect(pages.help.buttons).toContain(`➕ ${more.toLowerCase()} hơn, ➖ ${less.toLowerCase()} hơn`);
  expect(pages.help.buttons).toContain(`🎨 ${job.changes.style}`);
  expect(job.changes.style.startsWith(style.toLowerCase())).toBe(true);
});

test('numbers look as readers of the language write them', () => {
  expect(createNumerals('en').decimal(1.5)).toBe('1.5');
  expect(createNumerals('vi').decimal(1.5)).toBe('1,5');
  expect(createNumerals('en').decimal(12.34)).toBe('12');
  expect(createNumerals('vi').mebibytes(10 * 1024 * 1024)).toBe('10 MiB');
  expect(createNumerals('en').oneOf(['a', 'b', 'c'])).toBe('a, b, or c');
});

test.each<[number, Words['pages']['forget']['done'], string]>([
  [1, wordsFor('en-US').pages.forget.done, 'I deleted one picture and its photo.'],
  [2, wordsFor('en-US').pages.forget.done, 'I deleted 2 pictures and their photos.'],
  [1, wordsFor('vi').pages.forget.done, 'Đã xoá 1 bức tranh cùng ảnh gốc.'],
])('the plural for %s is right', (count, done, text) => {
  expect(done(count)).toBe(text);
});

describe('optionNames', () => {
  const {stylize, admin} = wordsFor('vi').commands;
  const nameOf = optionNames(stylize, admin.limits);

  test.each([
    ['size', 'kích-thước'],
    ['styleScale', 'cỡ-nét'],
    ['style_image', 'tranh-mẫu'],
    ['max_size', 'cỡ_tối_đa'],
    ['unknown', 'unknown'],
  ])('translates the option %s', (option, name) => {
    expect(nameOf(option)).toBe(name);
  });
});
