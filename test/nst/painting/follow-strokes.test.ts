import {describe, expect, test} from 'vitest';
import type {PlanarImage} from '../../../src/images/planar.ts';
import {followStrokes as followInSize} from '../../../src/nst/painting/follow-strokes.ts';

const size = {width: 40, height: 24};

/** `length`: in pixels of an image of 40. */
const followStrokes = (image: PlanarImage, length: number): PlanarImage =>
  followInSize(image, (length * 512) / 40);

function imageOf(value: (x: number, y: number) => number, {width, height} = size): PlanarImage {
  const data = new Float32Array(3 * width * height);
  for (let index = 0; index < data.length; index++) {
    const pixel = index % (width * height);
    data[index] = value(pixel % width, Math.floor(pixel / width));
  }
  return {width, height, data};
}

/** Mean square difference. */
function distance({data: a}: PlanarImage, {data: b}: PlanarImage): number {
  return a.reduce((sum, value, index) => sum + (value - (b[index] as number)) ** 2, 0) / a.length;
}

const stripes = imageOf((x) => (x % 8 < 4 ? 0.2 : 0.8));
const slope = (x: number, y: number): number => 0.5 + 0.4 * Math.sin((x + 2 * y) / 3);
const weave = (x: number, y: number): number => ((x + y) % 2 === 0 ? 0.1 : -0.1);

describe('averaging along strokes', () => {
  test('leaves straight strokes as they are, up to their edges', () => {
    expect(distance(followStrokes(stripes, 1), stripes)).toBeLessThan(1e-12);
  });

  test('goes as far to one side as to the other, also where the eigenvector changes its sign', () => {
    // Arcs that are level in the middle, and a blue that grows from left to right: its mean is that of the pixel itself.
    const arcs = imageOf((x, y) => 0.5 + 0.4 * Math.cos(Math.hypot(x - 20, y - 200) / 1.5));
    const blue = 2 * size.width * size.height;
    for (let pixel = 0; pixel < size.width * size.height; pixel++)
      arcs.data[blue + pixel] = (pixel % size.width) / size.width;
    const {data} = followStrokes(arcs, 2);
    for (let x = 6; x < 34; x++) expect(data[blue + 12 * size.width + x]).toBeCloseTo(x / size.width, 3);
  });

  test('takes most of a weave off a stroke and keeps the stroke', () => {
    const stroke = imageOf(slope);
    const woven = imageOf((x, y) => slope(x, y) + weave(x, y));
    const smooth = followStrokes(woven, 1);
    expect(distance(smooth, stroke)).toBeLessThan(distance(woven, stroke) / 4);
    expect(distance(followStrokes(stroke, 1), stroke)).toBeLessThan(2e-3);
  });

  test('takes more off the longer it is', () => {
    const woven = imageOf((x, y) => slope(x, y) + weave(x, y) * ((x % 7) / 7));
    const left = [0.5, 1, 2].map((length) => distance(followStrokes(woven, length), imageOf(slope)));
    expect(left).toEqual(left.toSorted((a, b) => b - a));
  });

  test('does not depend on where left is', () => {
    const mirrored = ({width, height, data}: PlanarImage): PlanarImage =>
      imageOf((x, y) => data[y * width + width - 1 - x] as number, {width, height});
    const woven = imageOf((x, y) => slope(x, y) + weave(x, y) / 2);
    expect(distance(mirrored(followStrokes(mirrored(woven), 1)), followStrokes(woven, 1))).toBeLessThan(1e-4);
  });

  test('never leaves the range of the painting, in each colour by itself', () => {
    const noise = imageOf((x, y) => ((x * 7919 + y * 104729) % 97) / 97);
    noise.data.fill(0.25, 0, size.width * size.height);
    const {data} = followStrokes(noise, 2);
    expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(new Set(data.subarray(0, size.width * size.height))).toEqual(new Set([0.25]));
  });

  test('changes nothing with a length of zero, nor a picture of one row', () => {
    const row = imageOf((x) => x % 2, {width: 40, height: 1});
    expect(followStrokes(row, 1)).toBe(row);
    expect(followStrokes(stripes, 0)).toBe(stripes);
  });
});
