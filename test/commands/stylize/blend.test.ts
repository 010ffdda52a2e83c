import {describe, expect, test} from 'vitest';
import {equalShares, parseShares} from '../../../src/commands/stylize/blend.ts';

describe('parseShares', () => {
  test.each([
    ['2:1', [2, 1]],
    [' 70 / 30 ', [70, 30]],
    ['50% 25% 25%', [50, 25, 25]],
    ['1,5:1', [1.5, 1]],
    ['0.5;1', [0.5, 1]],
    ['7', [7]],
  ])('reads %j', (text, shares) => {
    expect(parseShares(text, shares.length)).toEqual(shares);
  });

  test.each(['1', '1:1:1', '0:1', '-1:2', '101:1', 'a:b', '1e3:1', '', ':', 'Infinity:1', '1::1'])(
    'refuses %j for two paintings, naming the value received',
    (text) => {
      expect(() => parseShares(text, 2)).toThrow(
        expect.objectContaining({
          code: 'BAD_OPTION',
          detail: expect.objectContaining({reason: 'blendShares', expected: 2, received: text}),
        }),
      );
    },
  );
});

test('equal shares are 1 each', () => {
  expect(equalShares(3)).toEqual([1, 1, 1]);
});
