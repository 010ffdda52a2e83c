import {expect, test} from 'vitest';
import type {Photo} from '../../../src/images/photo.ts';
import {matchPalette, planColors} from '../../../src/nst/look/colors.ts';
import {randomSource} from '../../../src/nst/look/random.ts';

/** Pixels scattered around a colour. */
function cloud(seed: number, [r, g, b]: [number, number, number], spread: number): Photo {
  const {normal} = randomSource(seed);
  const data = Uint8Array.from(
    {length: 64 * 64 * 3},
    (_, index) => [r, g, b][index % 3]! + spread * normal(),
  );
  return {width: 64, height: 64, data};
}

function statistics({data}: Photo): {mean: number[]; deviation: number[]} {
  const mean = [0, 1, 2].map(
    (channel) => data.reduce((sum, value, i) => sum + (i % 3 === channel ? value : 0), 0) / (data.length / 3),
  );
  const deviation = [0, 1, 2].map((channel) =>
    Math.sqrt(
      data.reduce((sum, value, i) => sum + (i % 3 === channel ? (value - mean[channel]!) ** 2 : 0), 0) /
        (data.length / 3),
    ),
  );
  return {mean, deviation};
}

test('a matched palette has the mean and spread of the reference', () => {
  const matched = matchPalette(cloud(1, [100, 150, 60], 10), cloud(2, [180, 90, 120], 20));
  const {mean, deviation} = statistics(matched);
  expect(mean).toBeAllClose([180, 90, 120], {absolute: 2});
  expect(deviation).toBeAllClose([20, 20, 20], {absolute: 2});
});

test('a flat image takes on the mean of the reference, and its values stay finite', () => {
  const flat: Photo = {width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(50)};
  const matched = matchPalette(flat, cloud(2, [180, 90, 120], 20));
  expect(statistics(matched).mean).toBeAllClose([180, 90, 120], {absolute: 2});
});

test('keep combines the photo’s hues with the painted brightness', async () => {
  const photo = cloud(3, [60, 120, 180], 0);
  const {content, finish} = planColors('keep', photo, [{photo: cloud(4, [200, 100, 50], 30), share: 1}]);
  expect(new Set(content.data.subarray(0, 3)).size).toBe(1);
  const painted: Photo = {width: 32, height: 16, data: new Uint8Array(32 * 16 * 3).fill(128)};
  const [r, g, b] = (await finish(painted)).data as unknown as [number, number, number];
  expect(0.299 * r + 0.587 * g + 0.114 * b).toBeAllClose(128, {absolute: 1.5});
  expect([g - r, b - g]).toBeAllClose([60, 60], {absolute: 1.5});
});

test('in mode style both images stay as they are', () => {
  const photo = cloud(5, [10, 20, 30], 5);
  const styles = [{photo: cloud(6, [130, 120, 110], 5), share: 1}];
  const plan = planColors('style', photo, styles);
  expect([plan.content, plan.styles]).toEqual([photo, styles]);
});
