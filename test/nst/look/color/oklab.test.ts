import {expect, test} from 'vitest';
import {oklabOf, photoOf} from '../../../../src/nst/look/color/oklab.ts';
import {oklabByTable, oklabOfXyz} from './oklab-oracle.ts';

const pixel = (rgb: readonly number[]) => ({width: 1, height: 1, data: Uint8Array.from(rgb)});
const triple = ({L, a, b}: ReturnType<typeof oklabOf>) => [L[0]!, a[0]!, b[0]!] as const;

/** As CSS Color 4 gives them. */
test.each([
  ['white', [255, 255, 255], [1, 0, 0]],
  ['black', [0, 0, 0], [0, 0, 0]],
  ['red', [255, 0, 0], [0.62796, 0.22486, 0.12585]],
  ['lime', [0, 255, 0], [0.86644, -0.23389, 0.1795]],
  ['blue', [0, 0, 255], [0.45201, -0.03246, -0.31153]],
])('%s has the OKLab coordinates that CSS gives', (_, rgb, lab) => {
  expect([...triple(oklabOf(pixel(rgb)))]).toBeAllClose(lab, {absolute: 2e-4});
});

test('colours agree with Ottosson’s matrices from XYZ', () => {
  for (const rgb of [
    [1, 2, 3],
    [90, 60, 45],
    [200, 180, 20],
    [17, 130, 240],
    [250, 120, 130],
  ])
    expect([...triple(oklabOf(pixel(rgb)))]).toBeAllClose(oklabByTable(rgb), {absolute: 1e-3});
});

test.each([
  [
    [0.95, 1, 1.089],
    [1, 0, 0],
  ],
  [
    [1, 0, 0],
    [0.45, 1.236, -0.019],
  ],
  [
    [0, 1, 0],
    [0.922, -0.671, 0.263],
  ],
  [
    [0, 0, 1],
    [0.153, -1.415, -0.449],
  ],
])('the oracle gives what Ottosson published for XYZ %j', (xyz, lab) => {
  expect(oklabOfXyz(xyz)).toBeAllClose(lab, {absolute: 1e-3});
});

test('every colour of 8 bits comes back as it was', () => {
  const levels = [0, 1, 2, 3, 5, 9, 20, 51, 100, 127, 128, 200, 222, 250, 253, 254, 255];
  const data = Uint8Array.from(
    levels.flatMap((r) => levels.flatMap((g) => levels.flatMap((b) => [r, g, b]))),
  );
  const photo = {width: levels.length ** 2, height: levels.length, data};
  expect(photoOf(oklabOf(photo)).data).toEqual(data);
});

test('a colour that sRGB cannot show keeps its hue, and dark ones their lightness', () => {
  for (let degrees = 0; degrees < 360; degrees += 15) {
    const angle = (degrees / 180) * Math.PI;
    for (const lightness of [0.3, 0.5, 0.8, 0.97]) {
      const wanted = {
        width: 1,
        height: 1,
        L: Float32Array.of(lightness),
        a: Float32Array.of(0.5 * Math.cos(angle)),
        b: Float32Array.of(0.5 * Math.sin(angle)),
      };
      const [L, a, b] = oklabByTable([...photoOf(wanted).data]);
      const turned = Math.atan2(b!, a!) - angle;
      expect(Math.abs(Math.sin(turned))).toBeLessThan(0.12);
      expect(Math.hypot(a!, b!)).toBeGreaterThan(0.02);
      if (lightness <= 0.5) expect(L).toBeAllClose(lightness, {absolute: 0.01});
    }
  }
});

test('a gradient that leaves sRGB has no steps and no clipped end', () => {
  const width = 512;
  const ramp = Float32Array.from({length: width}, (_, x) => x / (width - 1));
  const {data} = photoOf({
    width,
    height: 1,
    L: ramp.map((t) => 0.5 + 0.5 * t),
    a: ramp.map((t) => 0.3 * t),
    b: ramp.map((t) => 0.1 * t),
  });
  for (let at = 3; at < data.length; at++) expect(Math.abs(data[at]! - data[at - 3]!)).toBeLessThanOrEqual(3);
  const [r, g] = data.subarray(-3);
  expect(r! - g!).toBeGreaterThan(40);
});
