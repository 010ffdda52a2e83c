import {expect, test} from 'vitest';
import {fittedFields} from '../../../src/commands/owner/fitted-fields.ts';

const more = (left: number) => `and ${left} more`;
const lines = (count: number, length: number) => Array.from({length: count}, () => 'x'.repeat(length));

test('a short list is one field', () => {
  expect(fittedFields('List', ['one', 'two'], {most: 2, more})).toEqual([{name: 'List', value: 'one\ntwo'}]);
});

test('a list that fills the last field to its last character leaves nothing out', () => {
  // 4 × 255 characters and 3 line breaks are 1,023.
  const fields = fittedFields('List', [...lines(3, 255), 'y'.repeat(256)], {most: 1, more});
  expect(fields).toHaveLength(1);
  expect(fields[0]?.value).toHaveLength(1024);
  expect(fields[0]?.value.endsWith('y')).toBe(true);
});

test('a longer list goes on in the next field, and the last one says what is left', () => {
  const fields = fittedFields('List', lines(300, 100), {most: 2, more});
  expect(fields.map(({name}) => name)).toEqual(['List', '\u200b']);
  expect(fields.every(({value}) => value.length <= 1024)).toBe(true);
  const shown = fields.flatMap(({value}) => value.split('\n'));
  expect(shown.at(-1)).toBe(more(300 - shown.length + 1));
});
