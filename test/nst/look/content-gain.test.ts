import {expect, test} from 'vitest';
import type {Encoder} from '../../../src/nst/encoders/encoder.ts';
import {nextContentGain, withContentGain} from '../../../src/nst/look/content-gain.ts';
import {defaultRecipe} from '../../../src/nst/look/recipe.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const full: Encoder = tinyEncoder();
const distilled: Encoder = {...full, maps: {}};
const recipe = {...defaultRecipe, styleWeight: 2};
const termsAt = (distance: number): Record<string, number> => ({
  'content:block4_conv2': 0.1,
  'wasserstein:block1_conv1': distance,
  'wasserstein:block2_conv1': distance,
  tv: 0.02,
});

test('a picture as near to the painting as most keeps its content', () => {
  expect(nextContentGain(1, termsAt(0.0025), distilled, recipe, 1)).toBe(1);
  expect(nextContentGain(1, termsAt(0.005), full, recipe, 1)).toBe(1);
});

test('the farther the picture stayed, the less the content weighs next, but never below a quarter', () => {
  const gains = [0.004, 0.005, 0.008, 0.2].map((distance) =>
    nextContentGain(1, termsAt(distance), distilled, recipe, 1),
  );
  expect(gains).toEqual(gains.toSorted((a, b) => b - a));
  expect(gains[0]).toBeLessThan(1);
  expect(gains.at(-1)).toBe(0.25);
});

test('a gain is never taken back, and passes multiply theirs', () => {
  expect(nextContentGain(0.5, termsAt(0.001), distilled, recipe, 1)).toBe(0.5);
  const once = nextContentGain(1, termsAt(0.0045), distilled, recipe, 1);
  expect(nextContentGain(once, termsAt(0.0045), distilled, recipe, 1)).toBeCloseTo(once ** 2);
});

test('who asks for less style gets it: the distance may be larger in proportion', () => {
  // Terms are weighted by the strength, so the same terms at strength 0.3 mean a distance of 0.0067 and 0.0333.
  expect(nextContentGain(1, termsAt(0.002), distilled, recipe, 0.3)).toBe(1);
  expect(nextContentGain(1, termsAt(0.01), distilled, recipe, 0.3)).toBeLessThan(1);
});

test('without Wasserstein distances nothing is corrected', () => {
  expect(nextContentGain(1, {'style:block1_conv1': 5, tv: 1}, full, recipe, 1)).toBe(1);
});

test('faces keep their weight when the content gets lighter', () => {
  const lighter = withContentGain({...recipe, contentWeight: 0.4, faceWeight: 4}, 0.25);
  expect(lighter.contentWeight).toBeCloseTo(0.1);
  expect(lighter.contentWeight * (1 + lighter.faceWeight)).toBeCloseTo(0.4 * 5);
});
