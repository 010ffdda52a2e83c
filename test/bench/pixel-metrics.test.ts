import {describe, expect, test} from 'vitest';
import {
  clippedShare,
  colorDistance,
  greyPatchShare,
  highFrequencyShare,
  poolingGrid,
} from '../../bench/pixel-metrics.ts';
import type {Photo} from '../../src/images/photo.ts';
import {randomSource} from '../../src/nst/look/random.ts';

type Color = readonly [number, number, number];

function paint(at: (x: number, y: number) => Color | number, width = 64, height = 64): Photo {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = at(x, y);
      data.set(typeof value === 'number' ? [value, value, value] : value, 3 * (y * width + x));
    }
  }
  return {width, height, data};
}

function noise(seed: number, mean: number, spread: number): Photo {
  const {normal} = randomSource(seed);
  return paint(() => Math.min(255, Math.max(0, mean + spread * normal())));
}

describe('clipped share', () => {
  test('is the share of values at the ends of the range', () => {
    expect(clippedShare(paint((x) => (x % 4 === 0 ? [0, 255, 128] : [1, 254, 128])))).toBeAllClose(1 / 6);
    expect(clippedShare(paint(() => 128))).toBe(0);
  });
});

describe('pooling grid', () => {
  test.each([2, 4, 8, 16])('is 1 if the differences lie on the lines of a grid of %i pixels', (period) => {
    const steps = paint((x) => (Math.floor(x / period) % 2 === 0 ? 100 : 150));
    // For a period of 2, every second difference is a step, and so on: position explains all the variance.
    expect(poolingGrid(steps)).toBeAllClose(1, {absolute: 0.01});
  });

  test('measures rows as well as columns', () => {
    expect(poolingGrid(paint((_, y) => 30 * Math.floor(y / 8)))).toBeAllClose(1, {absolute: 0.01});
  });

  test('is almost 0 for noise, a ramp, a constant, and stripes with a period that pooling does not have', () => {
    expect(poolingGrid(noise(1, 128, 30))).toBeLessThan(0.005);
    expect(poolingGrid(paint((x) => 2 * x))).toBe(0);
    expect(poolingGrid(paint(() => 7))).toBe(0);
    // Both periods divide 320 differences evenly.
    expect(poolingGrid(paint((x) => 3 * Math.floor(x / 5), 321))).toBeAllClose(0, {absolute: 0.01});
  });

  test('sees a faint grid in noise, and is larger for a stronger one', () => {
    const withGrid = (strength: number): number => {
      const {data, ...size} = noise(2, 128, 20);
      const grid = (index: number): number => (Math.floor(index / 3) % 8 < 4 ? strength : -strength);
      return poolingGrid({...size, data: data.map((value, index) => value + grid(index))});
    };
    expect(withGrid(10)).toBeGreaterThan(0.01);
    expect(withGrid(20)).toBeGreaterThan(2 * withGrid(10));
  });
});

describe('high-frequency share', () => {
  test('is (1 − 1/9)·n for independent noise, 0 for a constant', () => {
    // Subtracting the mean of nine independent values leaves 8/9 of the variance: (1 − 1/9)² + 8/81 = 8/9.
    expect(highFrequencyShare(noise(3, 128, 20))).toBeAllClose(8 / 9, {relative: 0.03});
    expect(highFrequencyShare(paint(() => 99))).toBe(0);
  });
});

describe('colour distance', () => {
  test('is 0 for the same pixels in another order', () => {
    expect(
      colorDistance(
        paint((x, y) => [x, y, 9]),
        paint((x, y) => [63 - x, y, 9]),
      ),
    ).toBeAllClose(0, {
      absolute: 1e-9,
    });
  });

  test('counts a shift of one channel by d in that channel and in its two differences', () => {
    const shifted = colorDistance(
      paint(() => [100, 50, 50]),
      paint(() => [112, 50, 50]),
    );
    expect(shifted).toBeAllClose((12 + 12 + 12) / 6);
  });
});

describe('grey patches', () => {
  const photo = paint((x, y) => [(x * 37) % 256, (y * 53) % 256, 80]);
  test('are squares that have lost both colour and detail', () => {
    const half = paint((x) => (x < 32 ? 120 : 0));
    const painted = paint((x, y) => (x < 32 ? 120 : [(x * 31) % 256, (y * 41) % 256, 80]));
    expect(greyPatchShare(painted, photo)).toBeAllClose(0.5);
    expect(greyPatchShare(half, photo)).toBeAllClose(1);
  });

  test('are not counted where the photo is flat too, or the picture is colourful', () => {
    expect(
      greyPatchShare(
        paint(() => 120),
        paint(() => 90),
      ),
    ).toBe(0);
    expect(
      greyPatchShare(
        paint(() => [200, 90, 30]),
        photo,
      ),
    ).toBe(0);
  });
});
