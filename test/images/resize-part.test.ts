import {expect, test} from 'vitest';
import {type Photo, resizePart, resizePhoto} from '../../src/images/photo.ts';

/** Red grows to the right, green downwards; smooth, so that a place can be read from a colour. */
const photo = gradient(24, 16);

test.each([
  {x0: 0, y0: 0, x1: 1, y1: 1},
  {x0: 0.25, y0: 0.5, x1: 0.75, y1: 1},
  {x0: 0.111, y0: 0.222, x1: 0.444, y1: 0.777},
  {x0: 0.607, y0: 0.31, x1: 0.93, y1: 0.63},
])('a part lies where it should, to half a pixel of the result: $x0, $y0 to $x1, $y1', async (part) => {
  const size = {width: 96, height: 64};
  const {data, ...actual} = await resizePart(photo, part, size);
  expect(actual).toEqual(size);
  const shareAt = (x: number, y: number, channel: number): number =>
    data[3 * (y * size.width + x) + channel]! / 255;
  for (const [x, y] of [
    [20, 15],
    [48, 32],
    [80, 50],
  ] as const) {
    const pixel = {x: (part.x1 - part.x0) / size.width, y: (part.y1 - part.y0) / size.height};
    expect(Math.abs(shareAt(x, y, 0) - (part.x0 + (x + 0.5) * pixel.x))).toBeLessThan(0.55 * pixel.x + 0.006);
    expect(Math.abs(shareAt(x, y, 1) - (part.y0 + (y + 0.5) * pixel.y))).toBeLessThan(0.55 * pixel.y + 0.006);
  }
});

test('the whole photo is the photo resized', async () => {
  const whole = {x0: 0, y0: 0, x1: 1, y1: 1};
  expect(await resizePart(photo, whole, {width: 60, height: 40})).toEqual(await resizePhoto(photo, 60, 40));
});

function gradient(width: number, height: number): Photo {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set([(255 * (x + 0.5)) / width, (255 * (y + 0.5)) / height, 128], 3 * (y * width + x));
  return {width, height, data};
}
