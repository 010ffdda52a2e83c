import {expect, test} from 'vitest';
import type {Photo} from '../../../../src/images/photo.ts';
import {withFaceTones} from '../../../../src/nst/look/color/face-tone.ts';
import {randomSource} from '../../../../src/nst/look/random.ts';
import type {Box} from '../../../../src/nst/subject/face-detector.ts';

type Color = readonly [number, number, number];
const face: Box = {x0: 0.4, y0: 0.3, x1: 0.6, y1: 0.55};

/** A wall from dark to light with a head in it, an ellipse a little larger than the face's box, in noisy strokes. */
function portrait(side: number, skin: Color, {strokes = 0, box = face, wall = [1, 1, 1.1]} = {}): Photo {
  const {normal} = randomSource(1);
  const data = new Uint8ClampedArray(3 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const stroke = strokes * normal();
      for (let channel = 0; channel < 3; channel++)
        data[3 * (y * side + x) + channel] =
          stroke +
          (isHead(box, x / side, y / side) ? skin[channel]! : wall[channel]! * (10 + (200 * x) / side));
    }
  }
  return {width: side, height: side, data: new Uint8Array(data.buffer)};
}

const isHead = ({x0, y0, x1, y1}: Box, x: number, y: number): boolean =>
  Math.hypot((2 * x - x0 - x1) / (x1 - x0), (2 * y - y0 - y1) / (y1 - y0)) < 1.15;

const lumaAt = ({data}: Photo, pixel: number): number =>
  0.299 * data[3 * pixel]! + 0.587 * data[3 * pixel + 1]! + 0.114 * data[3 * pixel + 2]!;

/** The place of a face between the 5th and the 95th percentile, as the judge of pictures has it. */
function placeOf(photo: Photo, {x0, y0, x1, y1}: Box = face): number {
  const {width, height} = photo;
  const lumas = Array.from({length: width * height}, (_, pixel) => lumaAt(photo, pixel));
  const sorted = lumas.toSorted((a, b) => a - b);
  const [dark, light] = [0.05, 0.95].map((share) => sorted[Math.round(share * (sorted.length - 1))]!);
  const middle = lumas.filter((_, pixel) => {
    const [x, y] = [(pixel % width) / width, Math.floor(pixel / width) / height];
    return Math.abs(x - (x0 + x1) / 2) < 0.3 * (x1 - x0) && Math.abs(y - (y0 + y1) / 2) < 0.3 * (y1 - y0);
  });
  return (middle.reduce((sum, value) => sum + value, 0) / middle.length - dark!) / (light! - dark!);
}

const dark: Color = [92, 62, 48];
const light: Color = [214, 172, 150];

test.each([
  ['dark', 'white', dark, [225, 215, 190] as const],
  ['dark', 'as white as paper', dark, [251, 250, 246] as const],
  ['dark', 'pale green', dark, [150, 190, 160] as const],
  ['light', 'dark blue', light, [50, 60, 120] as const],
  ['light', 'nearly black', light, [40, 30, 25] as const],
])('%s skin that is painted %s gets its place between dark and light again', async (_, __, skin, painted) => {
  const photo = portrait(90, skin);
  const picture = portrait(90, painted, {strokes: 8});
  const wanted = placeOf(photo);
  expect(Math.abs(placeOf(picture) - wanted)).toBeGreaterThan(0.2);
  expect(placeOf(await withFaceTones(picture, photo, [face]))).toBeAllClose(wanted, {absolute: 0.07});
});

test('the photo may be smaller than the picture, and both larger than faces are measured at', async () => {
  const picture = portrait(340, [225, 215, 190], {strokes: 8});
  const photo = portrait(280, dark);
  const result = await withFaceTones(picture, photo, [face]);
  expect([result.width, result.height]).toEqual([340, 340]);
  expect(placeOf(result)).toBeAllClose(placeOf(photo), {absolute: 0.07});
});

test('several faces of one picture each get their own place', async () => {
  const other = {x0: 0.1, y0: 0.5, x1: 0.25, y1: 0.7};
  const pair = (one: Color, two: Color, strokes: number): Photo => {
    const [first, second] = [portrait(120, one, {strokes}), portrait(120, two, {strokes, box: other})];
    const data = first.data.map((value, at) => {
      const pixel = Math.floor(at / 3);
      return isHead(other, (pixel % 120) / 120, Math.floor(pixel / 120) / 120) ? second.data[at]! : value;
    });
    return {...first, data};
  };
  const photo = pair(dark, light, 0);
  const result = await withFaceTones(pair([200, 190, 180], [90, 90, 80], 6), photo, [face, other]);
  expect(placeOf(result)).toBeAllClose(placeOf(photo), {absolute: 0.07});
  expect(placeOf(result, other)).toBeAllClose(placeOf(photo, other), {absolute: 0.07});
});

test('a face in its place stays as it is painted', async () => {
  const photo = portrait(200, dark);
  const picture = portrait(200, [86, 70, 52], {strokes: 8});
  expect(await withFaceTones(picture, photo, [face])).toBe(picture);
});

test('the strokes in a face stay', async () => {
  const picture = portrait(120, [225, 215, 190], {strokes: 8});
  const result = await withFaceTones(picture, portrait(120, dark), [face]);
  const pairs = Array.from({length: 15 * 15}, (_, i) => (45 + Math.floor(i / 15)) * 120 + 53 + (i % 15)).map(
    (pixel) => [lumaAt(picture, pixel), lumaAt(result, pixel)] as const,
  );
  const mean = [0, 1].map((side) => pairs.reduce((sum, pair) => sum + pair[side]!, 0) / pairs.length);
  const product = (i: 0 | 1, j: 0 | 1): number =>
    pairs.reduce((sum, pair) => sum + (pair[i] - mean[i]!) * (pair[j] - mean[j]!), 0);
  expect(product(0, 1) / Math.sqrt(product(0, 0) * product(1, 1))).toBeGreaterThan(0.97);
  expect(product(1, 1)).toBeGreaterThan(0.8 * product(0, 0));
});

test('there is no halo: what is beside a face and not skin stays nearly as it is', async () => {
  const photo = portrait(120, dark, {wall: [0.8, 1, 1.3]});
  const picture = portrait(120, [225, 215, 190], {wall: [0.8, 1, 1.3]});
  const result = await withFaceTones(picture, photo, [face]);
  const changes = Array.from({length: 120 * 120}, (_, pixel) => {
    const [x, y] = [(pixel % 120) / 120, Math.floor(pixel / 120) / 120];
    const grown = {x0: face.x0 - 0.02, x1: face.x1 + 0.02, y0: face.y0 - 0.02, y1: face.y1 + 0.02};
    return isHead(grown, x, y) ? 0 : Math.abs(lumaAt(result, pixel) - lumaAt(picture, pixel));
  });
  expect(Math.max(...changes)).toBeLessThan(16);
  expect(result.data.subarray(-3 * 120 * 30)).toEqual(picture.data.subarray(-3 * 120 * 30));
});

test.each([
  ['partly outside', {x0: -0.1, y0: 0.3, x1: 0.1, y1: 0.55}],
  ['outside', {x0: 1.1, y0: 0.3, x1: 1.3, y1: 0.55}],
  ['of no size', {x0: 0.5, y0: 0.5, x1: 0.5, y1: 0.5}],
])('a face %s does no harm', async (_, box) => {
  const picture = portrait(100, [225, 215, 190], {box});
  const {data} = await withFaceTones(picture, portrait(100, dark, {box}), [box]);
  expect(data.length).toBe(picture.data.length);
});

test('a picture of one colour stays one, and without faces nothing changes', async () => {
  const flat: Photo = {width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(128)};
  const {data} = await withFaceTones(flat, portrait(64, dark), [{x0: 0.4, y0: 0.3, x1: 0.6, y1: 0.55}]);
  expect(Math.min(...data)).toBeGreaterThan(0);
  expect(await withFaceTones(flat, portrait(64, dark), [])).toBe(flat);
});
