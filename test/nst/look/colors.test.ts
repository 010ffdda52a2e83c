import {expect, test} from 'vitest';
import type {Photo} from '../../../src/images/photo.ts';
import {colorModes} from '../../../src/nst/contract/protocol.ts';
import {matchPalette} from '../../../src/nst/look/color/palette.ts';
import {planColors} from '../../../src/nst/look/colors.ts';
import {cloud} from './color/color-clouds.ts';
import {oklabByTable} from './color/oklab-oracle.ts';

test('in mode style both images and the painted picture stay as they are', async () => {
  const photo = cloud(5, [10, 20, 30], 5);
  const styles = [{photo: cloud(6, [130, 120, 110], 30), share: 1}];
  const plan = planColors('style', photo, styles);
  expect([plan.content, plan.styles]).toEqual([photo, styles]);
  expect(await plan.finish(photo)).toBe(photo);
});

test('match paints with a painting in the photo’s palette', () => {
  const [photo, painting] = [cloud(3, [60, 120, 180], 10), cloud(4, [200, 100, 50], 30)];
  const {content, styles} = planColors('match', photo, [{photo: painting, share: 0.7}]);
  expect(content).toBe(photo);
  expect(styles).toEqual([{photo: matchPalette(painting, photo), share: 0.7}]);
});

test('keep paints in grey, and puts the photo’s hue on the painted lightness', async () => {
  const photo = cloud(3, [60, 120, 180], 0);
  const {content, styles, finish} = planColors('keep', photo, [
    {photo: cloud(4, [200, 100, 50], 30), share: 1},
  ]);
  for (const {data} of [content, styles[0]!.photo]) expect(new Set(data.subarray(0, 3)).size).toBe(1);
  const painted: Photo = {width: 32, height: 16, data: new Uint8Array(32 * 16 * 3).fill(128)};
  const finished = await finish(painted);
  expect([finished.width, finished.height]).toEqual([32, 16]);
  const [[L, a, b], [gray], [, photoA, photoB]] = [finished, painted, photo].map(({data}) =>
    oklabByTable([...data.subarray(0, 3)]),
  ) as [number[], number[], number[]];
  expect(L).toBeAllClose(gray!, {absolute: 0.005});
  expect(Math.atan2(b!, a!)).toBeAllClose(Math.atan2(photoB!, photoA!), {absolute: 0.03});
});

test.each(colorModes)('mode %s puts a face back in its place between dark and light', async (mode) => {
  const face = {x0: 0.25, y0: 0.25, x1: 0.75, y1: 0.75};
  const inFace = (at: number): boolean =>
    Math.hypot((Math.floor(at / 3) % 64) - 32, Math.floor(at / 192) - 32) < 18;
  const square = (skin: number[]): Photo => ({
    width: 64,
    height: 64,
    data: Uint8Array.from({length: 64 * 64 * 3}, (_, at) =>
      inFace(at) ? skin[at % 3]! : 3 * (Math.floor(at / 3) % 64),
    ),
  });
  const photo = square([90, 60, 45]);
  const white = square([180, 180, 180]);
  const finished = await planColors(mode, photo, [{photo: white, share: 1}], [face]).finish(white);
  const centre = 3 * (32 * 64 + 32);
  expect(finished.data[centre + 1]!).toBeLessThan(100);
  expect(finished.data[centre + 1]!).toBeGreaterThan(40);
});
