import {expect, test} from 'vitest';
import {withSaliency} from '../../../src/nst/subject/saliency.ts';

const everywhere = new Float32Array([1, 1, 1, 1]);
/** Two channels, four positions: energies 0, 1, 4 and 3. */
const features = new Float32Array([0, 1, 2, Math.sqrt(3), 0, 0, 0, 0]);

test('positions count in proportion to the energy of their features', () => {
  const squares = withSaliency(everywhere, features, 1).map((factor) => factor ** 2);
  expect(squares[2]! / squares[1]!).toBeCloseTo(4);
  expect(squares[3]! / squares[1]!).toBeCloseTo(3);
});

test('a silent position still counts a little', () => {
  const [silent, faint] = withSaliency(everywhere, features, 1);
  expect(silent).toBeGreaterThan(0);
  expect(silent).toBeLessThan(faint! / 2);
});

test('the mean over the energy stays that of the photo without saliency', () => {
  const squares = withSaliency(everywhere, features, 1).map((factor) => factor ** 2);
  const energy = [0, 1, 4, 3];
  expect(squares.reduce((sum, square, index) => sum + square * energy[index]!, 0)).toBeCloseTo(8);
});

test('a smooth face is not silent', () => {
  const face = new Float32Array([Math.sqrt(5), 1, 1, 1]);
  expect(withSaliency(face, features, 1)[0]).toBeCloseTo(Math.sqrt(5));
});

test('with exponent 0, or a photo without features, nothing changes', () => {
  expect(withSaliency(everywhere, features, 0)).toEqual(everywhere);
  expect(withSaliency(everywhere, new Float32Array(8), 1)).toEqual(everywhere);
});
