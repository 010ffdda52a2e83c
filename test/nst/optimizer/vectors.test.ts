import {describe, expect, test} from 'vitest';
import {randomSource} from '../../../src/nst/look/random.ts';
import {addScaled, dot, rms, scale, subtract} from '../../../src/nst/optimizer/vectors.ts';

const {normal} = randomSource(5);
const vector = (length: number): Float32Array => Float32Array.from({length}, normal);

describe.each([0, 1, 3, 4, 5, 7, 8, 1001])('vectors of %d values', (length) => {
  const [a, b] = [vector(length), vector(length)];

  test('have the dot product that the definition gives', () => {
    expect(dot(a, b)).toBeCloseTo(
      a.reduce((sum, value, index) => sum + value * b[index]!, 0),
      9,
    );
  });

  test('are added, subtracted and scaled value by value', () => {
    const sum = a.slice();
    addScaled(sum, b, -0.5);
    expect(sum).toEqual(a.map((value, index) => value - 0.5 * b[index]!));
    expect(subtract(a, b)).toEqual(a.map((value, index) => value - b[index]!));
    expect(scale(a.slice(), 3)).toEqual(a.map((value) => 3 * value));
  });
});

test('the root mean square of a constant is its absolute value', () => {
  expect(rms(new Float32Array(10).fill(-2))).toBe(2);
});
