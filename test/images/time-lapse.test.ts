import sharp from 'sharp';
import {beforeAll, expect, test} from 'vitest';
import {makeTimeLapse} from '../../src/images/time-lapse.ts';

const [width, height] = [96, 64];

function gray(level: number, [w, h] = [width, height]): Promise<Buffer> {
  return sharp({create: {width: w, height: h, channels: 3, background: {r: level, g: level, b: level}}})
    .png()
    .toBuffer();
}

/** Noise, which no encoder makes small. */
function noise(seed: number): Promise<Buffer> {
  const data = Uint8Array.from({length: 512 * 384 * 3}, (_, i) => ((i + seed) * 2654435761) >>> 13);
  return sharp(data, {raw: {width: 512, height: 384, channels: 3}})
    .png()
    .toBuffer();
}

let frames: Buffer[];
beforeAll(async () => {
  frames = await Promise.all([40, 120, 180].map((level) => gray(level, [48, 32])));
});

test('shows the frames in order and then the picture, at the picture’s size, in a loop', async () => {
  const image = await makeTimeLapse({frames, picture: await gray(240), maxBytes: 1e6});
  const {format, pages, pageHeight, loop, ...facts} = await sharp(image, {animated: true}).metadata();
  expect({format, pages, width: facts.width, height: pageHeight, loop}).toEqual({
    format: 'webp',
    pages: 4,
    width,
    height,
    loop: 0,
  });
  const levels = await Promise.all(
    [0, 1, 2, 3].map(async (page) => (await sharp(image, {page}).stats()).channels[0]!.mean),
  );
  for (const [index, level] of [40, 120, 180, 240].entries())
    expect(Math.abs(levels[index]! - level)).toBeLessThan(3);
});

test('holds the last picture longer than all the others together', async () => {
  const {delay} = await sharp(await makeTimeLapse({frames, picture: await gray(240), maxBytes: 1e6}), {
    animated: true,
  }).metadata();
  expect(delay).toEqual([400, 400, 400, 2500]);
});

test('reduces size and frames until it fits', async () => {
  const noisy = await Promise.all([1, 2, 3, 4].map(noise));
  const request = {frames: noisy, picture: await noise(9)};
  const full = await makeTimeLapse({...request, maxBytes: 1e8});
  const fitted = await makeTimeLapse({...request, maxBytes: full.byteLength / 4});
  expect(fitted.byteLength).toBeLessThanOrEqual(full.byteLength / 4);
  const [large, small] = await Promise.all(
    [full, fitted].map((image) => sharp(image, {animated: true}).metadata()),
  );
  expect(large!.pages).toBe(5);
  expect(small!.pages! * small!.width).toBeLessThan(large!.pages! * large!.width);
});

test('refuses a limit that nothing fits, and names it', async () => {
  const request = {frames, picture: await gray(240), maxBytes: 20};
  await expect(makeTimeLapse(request)).rejects.toThrow(/cannot be made to fit 20 bytes/);
});

test('needs at least one frame', async () => {
  await expect(makeTimeLapse({frames: [], picture: await gray(1), maxBytes: 1e6})).rejects.toThrow(
    RangeError,
  );
});
