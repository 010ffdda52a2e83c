import {expect, test} from 'vitest';
import type {Photo} from '../../../../src/images/photo.ts';
import {grayLike, grayOf, matchPalette} from '../../../../src/nst/look/color/palette.ts';
import {cloud} from './color-clouds.ts';
import {oklabByTable} from './oklab-oracle.ts';

/** Mean and covariance in OKLab, by the definition. */
function statistics({data}: Photo): {mean: number[]; covariance: number[]} {
  const pixels = Array.from({length: data.length / 3}, (_, at) =>
    oklabByTable([...data.subarray(3 * at, 3 * at + 3)]),
  );
  const average = (of: (pixel: number[]) => number): number =>
    pixels.reduce((sum, pixel) => sum + of(pixel), 0) / pixels.length;
  const mean = [0, 1, 2].map((i) => average((pixel) => pixel[i]!));
  const covariance = [0, 1, 2].flatMap((i) =>
    [0, 1, 2].map((j) => average((pixel) => (pixel[i]! - mean[i]!) * (pixel[j]! - mean[j]!))),
  );
  return {mean, covariance};
}

test('a matched palette has the mean and covariance of the reference', () => {
  const reference = cloud(2, [170, 100, 120], 20);
  const matched = statistics(matchPalette(cloud(1, [100, 150, 60], 12), reference));
  const wanted = statistics(reference);
  expect(matched.mean).toBeAllClose(wanted.mean, {absolute: 0.004});
  expect(matched.covariance).toBeAllClose(wanted.covariance, {absolute: 0.0006});
});

test('a flat image takes on the mean of the reference', () => {
  const flat: Photo = {width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(50)};
  const reference = cloud(2, [180, 90, 120], 20);
  expect(statistics(matchPalette(flat, reference)).mean).toBeAllClose(statistics(reference).mean, {
    absolute: 0.004,
  });
});

test('the faint colours of a drawing are not blown up to the photo’s', () => {
  const drawing = cloud(3, [180, 180, 180], 1);
  const colourful: Photo = {
    width: 64,
    height: 64,
    data: Uint8Array.from({length: 64 * 64 * 3}, (_, at) => (Math.floor(at / 3) % 3 === at % 3 ? 230 : 20)),
  };
  const [, , , , redGreen, , , , blueYellow] = statistics(matchPalette(drawing, colourful)).covariance;
  expect(Math.sqrt(redGreen!)).toBeLessThan(0.06);
  expect(Math.sqrt(blueYellow!)).toBeLessThan(0.06);
});

test('light parts that become lighter than white keep their modelling', () => {
  const steps = Array.from({length: 64}, (_, x) => 190 + x);
  const row = (values: number[]): Photo => ({
    width: values.length,
    height: 1,
    data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
  });
  const contrasty = row(steps.map((_, x) => (x < 20 ? 10 : 250)));
  const {data} = matchPalette(row(steps), contrasty);
  const greys = Array.from({length: 64}, (_, x) => data[3 * x]!);
  expect(greys).toEqual(greys.toSorted((a, b) => a - b));
  for (let x = 8; x < 64; x += 8) expect(greys[x]!).toBeGreaterThan(greys[x - 8]!);
});

test('a grey painting has no colour, and the photo’s mean and spread of lightness', () => {
  const photo = cloud(5, [60, 120, 180], 20);
  const gray = grayLike(cloud(4, [200, 100, 50], 30), photo);
  for (let at = 0; at < gray.data.length; at += 3)
    expect(new Set(gray.data.subarray(at, at + 3)).size).toBe(1);
  const [own, wanted] = [statistics(gray), statistics(grayOf(photo))];
  expect(own.mean[0]).toBeAllClose(wanted.mean[0]!, {absolute: 0.003});
  expect(Math.sqrt(own.covariance[0]!)).toBeAllClose(Math.sqrt(wanted.covariance[0]!), {absolute: 0.004});
  expect(statistics(grayOf(photo)).mean[0]).toBeAllClose(statistics(photo).mean[0]!, {absolute: 0.003});
});
