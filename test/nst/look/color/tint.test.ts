import {describe, expect, test} from 'vitest';
import type {Photo} from '../../../../src/images/photo.ts';
import {oklabOf} from '../../../../src/nst/look/color/oklab.ts';
import {tinted, tintOf} from '../../../../src/nst/look/color/tint.ts';
import {cloud} from './color-clouds.ts';

/** In colours, and so light that all of them can be shown in any tint. */
const picture = cloud(3, [150, 130, 120], 18);
/** In one tint, or nearly: the more `amount`, the more of others. */
const drawing = (seed: number, amount: number, [r, g, b] = [150, 140, 120]): Photo =>
  cloud(seed, [r!, g!, b!], amount);

/** The picture as it is finished after a painting. */
function finished(photo: Photo): Photo {
  const tint = tintOf([{photo, share: 1}]);
  return tint ? tinted(picture, tint) : picture;
}

function spreadOf(image: Photo): number {
  const {a, b} = oklabOf(image);
  const mean = (plane: Float32Array): number => plane.reduce((sum, value) => sum + value, 0) / plane.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  return Math.max(...a.map((value, pixel) => Math.hypot(value - meanA, b[pixel]! - meanB)));
}

describe('a picture', () => {
  test('after a drawing in one tint, it has that tint and its own light and dark', () => {
    const paper = drawing(1, 1);
    const result = finished(paper);
    expect(spreadOf(picture)).toBeGreaterThan(0.05);
    expect(spreadOf(result)).toBeLessThan(0.01);
    const [before, after, own] = [oklabOf(picture), oklabOf(result), oklabOf(paper)];
    expect(after.L).toBeAllClose(before.L, {absolute: 0.01});
    expect(after.a[0]!).toBeCloseTo(own.a.reduce((sum, value) => sum + value, 0) / own.a.length, 2);
  });

  test('after a painting in colours, it stays as it is', () => {
    expect(tintOf([{photo: cloud(4, [120, 120, 120], 60), share: 1}])).toBeUndefined();
  });

  test('after a drawing and a painting together, it stays as it is', () => {
    const both = [
      {photo: drawing(1, 1), share: 0.8},
      {photo: cloud(4, [120, 120, 120], 60), share: 0.2},
    ];
    expect(tintOf(both)).toBeUndefined();
  });

  test('between the two, it keeps a part of its colours', () => {
    const faint = [4, 5, 6, 7, 8, 9, 10].map((amount) => spreadOf(finished(drawing(2, amount))));
    expect(faint).toEqual(faint.toSorted((one, other) => one - other));
    expect(new Set(faint).size).toBeGreaterThan(3);
  });
});
