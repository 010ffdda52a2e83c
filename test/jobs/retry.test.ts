import {expect, test} from 'vitest';
import {type RetryAction, retrySettings} from '../../src/jobs/retry.ts';
import {defaultSettings, limits} from '../../src/nst/protocol.ts';

const noDraw = () => {
  throw new Error('Expected no random draw.');
};

test.each<[RetryAction, number, number]>([
  ['more', 1, 1.6],
  ['more', 1.6, 2.56],
  ['more', 2.56, 4.1],
  ['more', 8, limits.maxStrength],
  ['less', 1, 0.63],
  ['less', 1.6, 1],
  ['less', 0.12, limits.minStrength],
])('%s turns strength %d into %d and changes nothing else', (action, strength, expected) => {
  const settings = {...defaultSettings, strength, seed: 7};
  expect(retrySettings(action, settings, noDraw)).toEqual({...settings, strength: expected});
});

test.each<[RetryAction, number, string]>([
  ['more', limits.maxStrength, 'strongest, 10'],
  ['less', limits.minStrength, 'weakest, 0.1'],
])('%s refuses at strength %d', (action, strength, words) => {
  expect(() => retrySettings(action, {...defaultSettings, strength}, noDraw)).toThrow(
    expect.objectContaining({code: 'BAD_OPTION', message: expect.stringContaining(words)}),
  );
});

test.each([
  ['smallest draw', 0, 5, 0],
  ['draw just below the old seed', 4 / limits.maxSeed, 5, 4],
  ['draw that meets the old seed', 5 / limits.maxSeed, 5, 6],
  ['smallest draw that meets the old seed', 0, 0, 1],
  ['largest draw', 1 - Number.EPSILON, 5, limits.maxSeed],
  ['largest draw below the largest old seed', 1 - Number.EPSILON, limits.maxSeed, limits.maxSeed - 1],
])('again takes another seed and changes nothing else: %s', (_, draw, old, seed) => {
  const settings = {...defaultSettings, strength: 2, seed: old};
  expect(retrySettings('again', settings, () => draw)).toEqual({...settings, seed});
});
