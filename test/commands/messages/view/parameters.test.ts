import {expect, test} from 'vitest';
import {caption, durationOf, facts, roughly} from '../../../../src/commands/messages/view/parameters.ts';
import {wordsFor} from '../../../../src/commands/words/words.ts';
import {
  defaultSettings,
  type RenderRecord,
  type RenderSettings,
} from '../../../../src/nst/contract/protocol.ts';
import {painted} from '../../../fixtures/job-record.ts';

function record(settings: Partial<RenderSettings>, change: Partial<RenderRecord> = {}): RenderRecord {
  const made = {...painted().result!, width: 512, height: 376, seconds: 24.2, ...change};
  return {...made, settings: {...defaultSettings, ...settings}};
}

const plain = {noted: [], defaultQuality: 'standard'} as const;

test.each<[Partial<RenderSettings>, string, string]>([
  [{}, '-# 512 × 376 · 24 s', '-# 512 × 376 · 24 giây'],
  [{seed: 7, size: 1024}, '-# 512 × 376 · 24 s', '-# 512 × 376 · 24 giây'],
  [
    {strength: 1.6, styleScale: 0.5},
    '-# 512 × 376 · 24 s · strength 1.6 · strokes × 0.5',
    '-# 512 × 376 · 24 giây · độ mạnh 1,6 · cỡ nét × 0,5',
  ],
  [
    {quality: 'high', colors: 'keep'},
    '-# 512 × 376 · 24 s · quality: high · colours: photo',
    '-# 512 × 376 · 24 giây · chất lượng: cao · màu: ảnh gốc',
  ],
])('a caption says only what %j changes', (settings, english, vietnamese) => {
  expect(caption(record(settings), plain, wordsFor('en-US'))).toBe(english);
  expect(caption(record(settings), plain, wordsFor('vi'))).toBe(vietnamese);
});

test('what the note above tells is not said twice, and the operator’s usual quality is not said', () => {
  const settings = {strength: 1.6, styleScale: 0.5, quality: 'draft'} as const;
  expect(caption(record(settings), {noted: ['strength'], defaultQuality: 'draft'}, wordsFor('en-US'))).toBe(
    '-# 512 × 376 · 24 s · strokes × 0.5',
  );
});

test('Info says everything', () => {
  const made = record({seed: 7}, {encoder: 'vgg19', device: 'cpu'});
  expect(facts(made, wordsFor('en-US'))).toBe(
    'strength 1 · strokes × 1 · quality: standard · colours: painting · seed\u00A07\n512 × 376 · 24 s · vgg19 on cpu',
  );
});

test.each([
  [0.2, '1 s'],
  [24.4, '24 s'],
  [99.6, '1 min 40 s'],
  [200, '3 min 20 s'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationOf(seconds, wordsFor('en-US').job)).toBe(text);
});

test.each([
  [0.2, '1 s'],
  [19.4, '19 s'],
  [42, '40 s'],
  [97, '95 s'],
  [98, '2 min'],
  [200, '3 min'],
])('%d seconds still to go are about %s', (seconds, text) => {
  expect(roughly(seconds, wordsFor('en-US').job)).toBe(text);
});
