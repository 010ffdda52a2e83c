import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {inspectImage} from '../../src/images/inspect.ts';
import {readPhoto} from '../../src/images/photo.ts';
import {pngHeader} from '../fixtures/images.ts';

const noise = (width: number, height: number) =>
  sharp(
    Uint8Array.from({length: width * height * 3}, (_, index) => (index * 7919) % 256),
    {raw: {width, height, channels: 3}},
  );

describe('inspectImage', () => {
  test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('accepts %s', async (format) => {
    const bytes = await noise(60, 40).toFormat(format).toBuffer();
    expect(await inspectImage(bytes)).toEqual({format, width: 60, height: 40});
  });

  test('gives the size after applying the orientation tag', async () => {
    const bytes = await noise(60, 40).jpeg().withMetadata({orientation: 6}).toBuffer();
    expect(await inspectImage(bytes)).toMatchObject({width: 40, height: 60});
  });

  test.each<[string, () => Promise<Buffer>, RegExp]>([
    [
      'a text',
      async () => Buffer.from('hello, I am a cat.png'),
      /not a picture we can read; expected JPEG, PNG/,
    ],
    ['nothing', async () => Buffer.alloc(0), /not a picture we can read/],
    [
      'an SVG',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'),
      /not a picture/,
    ],
    [
      'a truncated JPEG',
      async () => firstHalf(await noise(200, 200).jpeg().toBuffer()),
      /damaged or incomplete/,
    ],
    [
      'a truncated PNG',
      async () => firstHalf(await noise(200, 200).png().toBuffer()),
      /damaged or incomplete/,
    ],
    [
      'a tiny image',
      () => noise(31, 100).png().toBuffer(),
      /31 × 100 pixels; each side must have at least 32/,
    ],
    [
      'a ribbon',
      () => noise(33, 300).png().toBuffer(),
      /33 × 300 pixels; one side may be at most 8 times the other/,
    ],
    ['an animation', () => animation(), /animated \(3 frames\); a still picture is needed/],
    [
      'a bomb',
      async () => pngHeader(30_000, 30_000),
      /30000 × 30000 = 900 megapixels; at most 125 are allowed in such a file/,
    ],
  ])('refuses %s and says why', async (_, make, message) => {
    const bytes = await make();
    await expect(inspectImage(bytes, 'The photo')).rejects.toThrow(message);
    await expect(inspectImage(bytes, 'The photo')).rejects.toMatchObject({code: 'BAD_IMAGE'});
    await expect(readPhoto(bytes, 'The photo')).rejects.toMatchObject({code: 'BAD_IMAGE'});
  });
});

describe('a JPEG in a coding that few programs read', () => {
  test.each([
    [0xf7, 8, 'JPEG-LS'],
    [0xc3, 8, 'JPEG (lossless)'],
    [0xc5, 8, 'JPEG (hierarchical)'],
    [0xc1, 12, 'JPEG (12 bits)'],
  ])('is refused by its name, marker %i and %i bits: %s', async (marker, bits, format) => {
    const bytes = await noise(64, 64).jpeg().toBuffer();
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes[frame + 1] = marker;
    bytes[frame + 4] = bits;
    await expect(inspectImage(bytes)).rejects.toMatchObject({
      code: 'BAD_IMAGE',
      detail: {reason: 'unsupportedFormat', format},
    });
  });
});

describe('readPhoto', () => {
  test('turns the photo upright', async () => {
    const left = await sharp({create: {width: 40, height: 80, channels: 3, background: '#ff0000'}})
      .png()
      .toBuffer();
    const bytes = await sharp({create: {width: 80, height: 80, channels: 3, background: '#0000ff'}})
      .composite([{input: left, left: 0, top: 0}])
      .jpeg({quality: 100, chromaSubsampling: '4:4:4'})
      .withMetadata({orientation: 6})
      .toBuffer();
    const {data} = await readPhoto(bytes, 'x');
    const pixel = (x: number, y: number) => [...data.subarray(3 * (y * 80 + x), 3 * (y * 80 + x) + 3)];
    expect(pixel(40, 10)).toBeAllClose([255, 0, 0], {absolute: 6});
    expect(pixel(40, 70)).toBeAllClose([0, 0, 255], {absolute: 6});
  });

  test('puts transparent parts on white, and converts 16 bits, greys and CMYK to 8-bit sRGB', async () => {
    const clear = await sharp({
      create: {width: 40, height: 40, channels: 4, background: {r: 0, g: 0, b: 0, alpha: 0}},
    })
      .png()
      .toBuffer();
    expect((await readPhoto(clear, 'x')).data.every((value) => value === 255)).toBe(true);

    const grey = await sharp(Buffer.alloc(1600, 100), {raw: {width: 40, height: 40, channels: 1}})
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect([...(await readPhoto(grey, 'x')).data.subarray(0, 3)]).toBeAllClose([100, 100, 100], {
      absolute: 1,
    });

    const cmyk = await sharp({create: {width: 40, height: 40, channels: 3, background: '#808080'}})
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    expect((await readPhoto(cmyk, 'x')).data).toHaveLength(40 * 40 * 3);
  });

  test('reduces photos larger than the largest picture we paint', async () => {
    const bytes = await noise(4100, 600).jpeg().toBuffer();
    expect(await readPhoto(bytes, 'x')).toMatchObject({width: 2048, height: 300});
  });
});

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

async function animation(): Promise<Buffer> {
  const frames = await Promise.all(
    ['#f00', '#0f0', '#00f'].map((background) =>
      sharp({create: {width: 40, height: 40, channels: 3, background}})
        .png()
        .toBuffer(),
    ),
  );
  return sharp(frames, {join: {animated: true}})
    .gif({delay: 100})
    .toBuffer();
}
