import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {cleanImage} from '../../src/images/clean-image.ts';
import {readPhoto} from '../../src/images/photo.ts';
import {limits} from '../../src/nst/contract/protocol.ts';

/** Noise, so that every pixel matters. */
function noise(width: number, height: number) {
  const background = '#405060';
  const parameters = {type: 'gaussian', mean: 128, sigma: 30} as const;
  return sharp({create: {width, height, channels: 3, background, noise: parameters}});
}

/** Stored as 60 × 40, shown turned by a quarter, taken in Hanoi. */
function taken() {
  return noise(60, 40)
    .withExif({
      IFD0: {Copyright: 'Ann', Orientation: '6'},
      IFD3: {GPSLatitudeRef: 'N', GPSLatitude: '21/1 1/1 4296/100'},
    })
    .withMetadata({orientation: 6});
}

describe('an image from outside', () => {
  test('loses its metadata, including where it was taken, and is turned upright', async () => {
    const original = await taken().jpeg().toBuffer();
    expect(original.toString('latin1')).toContain('Ann');
    const cleaned = await cleanImage(original);
    const metadata = await sharp(cleaned).metadata();
    expect(metadata).toMatchObject({format: 'jpeg', width: 40, height: 60});
    for (const kind of ['exif', 'icc', 'iptc', 'xmp', 'comments', 'orientation'])
      expect(metadata).not.toHaveProperty(kind);
    expect(Buffer.from(cleaned).toString('latin1')).not.toContain('Ann');
  });

  test.each(['png', 'gif'] as const)('from a %s is painted from exactly the same pixels', async (format) => {
    const original = await noise(50, 40).toFormat(format).toBuffer();
    const cleaned = await cleanImage(original);
    expect((await sharp(cleaned).metadata()).format).toBe('png');
    expect(await readPhoto(cleaned, 'it')).toEqual(await readPhoto(original, 'it'));
  });

  test.each(['jpeg', 'webp', 'avif'] as const)('from a %s looks the same', async (format) => {
    const original = await noise(64, 64).blur(2).toFormat(format).toBuffer();
    const [before, after] = [
      await readPhoto(original, 'it'),
      await readPhoto(await cleanImage(original), 'it'),
    ];
    const errors = before.data.map((value, index) => Math.abs(value - (after.data[index] as number)));
    expect(Math.max(...errors)).toBeLessThanOrEqual(8);
  });

  test('is stored no larger than the engine needs', async () => {
    const wide = await noise(3000, 600).jpeg({quality: 60}).toBuffer();
    const {width, height} = await sharp(await cleanImage(wide)).metadata();
    expect([width, height]).toEqual([limits.maxSize, Math.round((limits.maxSize * 600) / 3000)]);
  });

  test('is refused with the usual error if it is not an image', async () => {
    await expect(cleanImage(Buffer.from('hello'), 'The photo')).rejects.toMatchObject({code: 'BAD_IMAGE'});
  });
});
