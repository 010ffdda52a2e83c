import {describe, expect, test} from 'vitest';
import {jitterShares, type RetryAction, retrySettings} from '../../src/jobs/retry-settings.ts';
import {defaultSettings, limits} from '../../src/nst/contract/protocol.ts';

const noDraw = {
  random: () => {
    throw new Error('Expected no random draw.');
  },
  maxSize: 1024,
};

test.each<[RetryAction, number, number]>([
  ['more', 1, 3],
  ['more', 3, 9],
  ['more', 0.33, 0.99],
  ['more', 8, limits.maxStrength],
  ['less', 1, 0.33],
  ['less', 3, 1],
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
  ['for the smallest draw', 0, 5, 0],
  ['for a draw just below the old seed', 4 / limits.maxSeed, 5, 4],
  ['for a draw that equals the old seed', 5 / limits.maxSeed, 5, 6],
  ['for the smallest draw if it equals the old seed', 0, 0, 1],
  ['for the largest draw', 1 - Number.EPSILON, 5, limits.maxSeed],
  [
    'for the largest draw if the old seed is the largest',
    1 - Number.EPSILON,
    limits.maxSeed,
    limits.maxSeed - 1,
  ],
])('again takes another seed %s', (_, draw, old, seed) => {
  const again = retrySettings('again', {...defaultSettings, seed: old}, {random: () => draw, maxSize: 1024});
  expect(again.seed).toBe(seed);
});

describe('again', () => {
  const settings = {...defaultSettings, strength: 2, styleScale: 0.5, seed: 9};
  const again = (draw: number) => retrySettings('again', settings, {random: () => draw, maxSize: 1024});

  test.each([
    ['less', 0, 2 / 1.25, 0.5 / 1.15],
    ['as before', 0.5, 2, 0.5],
    ['more', 1 - Number.EPSILON, 2 * 1.25, 0.5 * 1.15],
  ])('weighs a little %s', (_, draw, strength, styleScale) => {
    expect(Math.abs(again(draw).strength - strength)).toBeLessThanOrEqual(0.0051);
    expect(Math.abs(again(draw).styleScale - styleScale)).toBeLessThanOrEqual(0.0051);
  });

  test('changes nothing but seed and weights', () => {
    const {seed: _, strength: _s, styleScale: _c, ...rest} = settings;
    expect(again(0.3)).toMatchObject(rest);
  });

  test.each([
    [limits.maxStrength, limits.maxStyleScale, 1 - Number.EPSILON],
    [limits.minStrength, limits.minStyleScale, 0],
  ])('stays within the limits: %d, %d', (strength, styleScale, draw) => {
    const options = {random: () => draw, maxSize: 1024};
    expect(retrySettings('again', {...settings, strength, styleScale}, options)).toMatchObject({
      strength,
      styleScale,
    });
  });

  test('changes the shares of a blend, but nothing for a single painting', () => {
    const style = {id: 'a', title: 'A', weight: 2};
    expect(jitterShares([style], noDraw.random)).toEqual([style]);
    const draws = [0, 1 - Number.EPSILON];
    const [first, second] = jitterShares([style, {...style, id: 'b'}], () => draws.shift()!);
    expect(first!.weight).toBeCloseTo(2 / 1.3);
    expect(second!.weight).toBeCloseTo(2 * 1.3);
  });
});

test.each([
  [256, 512],
  [512, 1024],
  [600, 1024],
])('larger turns size %d into %d and changes nothing else', (size, expected) => {
  const settings = {...defaultSettings, size, seed: 3};
  expect(retrySettings('larger', settings, noDraw)).toEqual({...settings, size: expected});
});

test.each([1024, 2048])('larger refuses at size %d and names the limit', (size) => {
  expect(() => retrySettings('larger', {...defaultSettings, size}, noDraw)).toThrow(
    expect.objectContaining({code: 'BAD_OPTION', detail: {reason: 'largestAlready', limit: 1024}}),
  );
});
