import {expect, test} from 'vitest';
import {type Oklab, oklabOf} from '../../../../src/nst/look/color/oklab.ts';
import {withHuesOf} from '../../../../src/nst/look/color/photo-hues.ts';
import {cloud} from './color-clouds.ts';

/** An image whose pixels are given by their place. */
function drawn(width: number, height: number, at: (x: number, y: number) => [number, number, number]): Oklab {
  const pixels = Array.from({length: width * height}, (_, i) => at(i % width, Math.floor(i / width)));
  const plane = (channel: number) => Float32Array.from(pixels, (pixel) => pixel[channel]!);
  return {width, height, L: plane(0), a: plane(1), b: plane(2)};
}
const gray = (L: number): [number, number, number] => [L, 0, 0];

test('the picture has the painted lightness and the photo’s hue', () => {
  const painted = drawn(64, 32, (x, y) => gray(0.3 + 0.4 * Math.abs(Math.sin(x * y))));
  const {L, a, b} = withHuesOf(
    drawn(64, 32, () => [0.5, 0.08, -0.06]),
    painted,
  );
  expect(L).toEqual(painted.L);
  expect([...a].map((value, i) => Math.atan2(b[i]!, value))).toBeAllClose(
    Array<number>(64 * 32).fill(Math.atan2(-0.06, 0.08)),
    {absolute: 1e-4},
  );
});

test('a picture as light as the photo has the photo’s chroma', () => {
  const photo = drawn(64, 64, () => [0.6, 0.1, 0.05]);
  const {a, b} = withHuesOf(photo, photo);
  expect([a[2000]!, b[2000]!]).toBeAllClose([0.1, 0.05], {absolute: 1e-4});
});

test('a light stroke over a dark part is no grey veil, and a dark one over a light part is not garish', () => {
  const chromaOf = (photo: number, painted: number): number =>
    withHuesOf(
      drawn(32, 32, () => [photo, 0.05, 0]),
      drawn(32, 32, () => gray(painted)),
    ).a[500]!;
  expect(chromaOf(0.2, 0.8)).toBeGreaterThan(0.1);
  expect(chromaOf(0.8, 0.2)).toBeLessThan(0.03);
});

test('noise in the photo’s colours disappears inside strokes', () => {
  const photo = oklabOf(cloud(7, [120, 120, 120], 12));
  const spread = (values: Float32Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
  const large = drawn(256, 256, (x, y) => {
    const at = (y % 64) * 64 + (x % 64);
    return [photo.L[at]!, photo.a[at]!, photo.b[at]!];
  });
  const {a} = withHuesOf(
    large,
    drawn(256, 256, () => gray(0.55)),
  );
  expect(spread(a)).toBeLessThan(spread(large.a) / 3);
});

test('colours do not bleed over the edge of a stroke', () => {
  const photo = drawn(256, 64, (x) => (x < 128 ? [0.4, 0.1, 0] : [0.7, -0.1, 0]));
  const painted = drawn(256, 64, (x) => gray(x < 128 ? 0.4 : 0.7));
  const {a} = withHuesOf(photo, painted);
  const row = a.subarray(32 * 256, 33 * 256);
  expect([row[126]!, row[127]!, row[128]!, row[129]!]).toBeAllClose([0.1, 0.1, -0.1, -0.1], {
    absolute: 0.006,
  });
});

test('a fringe of the neighbour’s colour beside a stroke’s edge is drawn into the stroke', () => {
  const photo = drawn(512, 64, (x) => (x < 257 ? [0.5, 0.1, 0] : [0.5, -0.1, 0]));
  const painted = drawn(512, 64, (x) => gray(x < 256 ? 0.3 : 0.7));
  const {a} = withHuesOf(photo, painted);
  const before = (0.8 / 0.6) * 0.1;
  expect(a[32 * 512 + 256]!).toBeLessThan(before / 3);
});

test('a sky’s gradient stays without steps', () => {
  const sky = drawn(256, 256, (_, y) => [0.6 + y / 1000, -0.02, -0.1 + y / 4000]);
  const {b} = withHuesOf(sky, sky);
  for (let y = 1; y < 256; y++) expect(Math.abs(b[y * 256 + 9]! - b[(y - 1) * 256 + 9]!)).toBeLessThan(0.001);
});
