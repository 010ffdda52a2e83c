import {randomBytes} from 'node:crypto';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {fitUpload, smallUpload} from '../../../src/commands/attachments/fit-upload.ts';

/** Noise, which no format compresses well. */
async function noisePng(side: number): Promise<Uint8Array> {
  const raw = {width: side, height: side, channels: 3} as const;
  return sharp(randomBytes(side * side * 3), {raw})
    .png()
    .toBuffer();
}

describe('fitUpload', () => {
  test('keeps a PNG that fits', async () => {
    const png = await noisePng(32);
    expect(await fitUpload(png, png.byteLength)).toEqual({
      data: png,
      extension: 'png',
      contentType: 'image/png',
    });
  });

  test('turns a PNG that does not fit into a JPEG with the same dimensions', async () => {
    const png = await noisePng(64);
    const {data, extension} = await fitUpload(png, png.byteLength - 1);
    expect(extension).toBe('jpg');
    expect(data.byteLength).toBeLessThan(png.byteLength);
    expect(await sharp(data).metadata()).toMatchObject({format: 'jpeg', width: 64, height: 64});
  });

  test('makes the picture smaller if no JPEG quality is low enough', async () => {
    const {data} = await fitUpload(await noisePng(128), 4_000);
    expect(data.byteLength).toBeLessThanOrEqual(4_000);
    expect((await sharp(data).metadata()).width).toBeLessThan(128);
  });

  test('fails rather than send something Discord will not accept', async () => {
    await expect(fitUpload(await noisePng(64), 100)).rejects.toThrow(RangeError);
  });
});

describe('smallUpload', () => {
  test('makes a JPEG of at most 1024 pixels', async () => {
    const {data, extension} = await smallUpload(await noisePng(1100));
    expect(extension).toBe('jpg');
    expect(await sharp(data).metadata()).toMatchObject({format: 'jpeg', width: 1024, height: 1024});
    expect(data.byteLength).toBeLessThan(1024 * 1024);
  });

  test('does not enlarge', async () => {
    const {data} = await smallUpload(await noisePng(64));
    expect(await sharp(data).metadata()).toMatchObject({width: 64, height: 64});
  });
});
