import {expect, test} from 'vitest';
import {resample} from '../../src/nst/resample.ts';

test('a ramp stays a ramp, with its ends repeated beyond the outermost centres', () => {
  const ramp = Float32Array.of(0, 1, 2, 3);
  const wide = resample(ramp, {width: 4, height: 1}, {width: 8, height: 1});
  expect(wide).toBeAllClose([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]);
});

test('each plane is resampled by itself, in both directions, whatever its range', () => {
  const planes = Float32Array.of(-5, -5, -5, -5, 0, 0, 1e6, 1e6);
  const tall = resample(planes, {width: 2, height: 2}, {width: 3, height: 4});
  expect(tall.subarray(0, 12)).toEqual(new Float32Array(12).fill(-5));
  expect(tall.subarray(12)).toBeAllClose([0, 0, 0, 250e3, 250e3, 250e3, 750e3, 750e3, 750e3, 1e6, 1e6, 1e6]);
});

test('the same size is the same picture', () => {
  const plane = Float32Array.of(1, 4, 2, 8, 5, 7);
  expect(resample(plane, {width: 3, height: 2}, {width: 3, height: 2})).toEqual(plane);
});
