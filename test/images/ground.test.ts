import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {cleanImage} from '../../src/images/clean-image.ts';
import {encodePng, fillTransparent, readPhoto, withAlphaOf} from '../../src/images/photo.ts';

type Color = [red: number, green: number, blue: number];
const side = 120;
const middle = 3 * ((side / 2) * side + side / 2);

/** A disc of one colour and opacity on nothing. */
function disc([r, g, b]: Color, opacity = 1): Promise<Buffer> {
  const data = Buffer.alloc(4 * side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if (Math.hypot(x - 60, y - 60) < 40) data.set([r, g, b, Math.round(255 * opacity)], 4 * (y * side + x));
  return sharp(data, {raw: {width: side, height: side, channels: 4}})
    .png()
    .toBuffer();
}

const lightness = (data: Uint8Array, at: number): number =>
  0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!;

describe('what is transparent', () => {
  test.each<[string, Color, number]>([
    ['a white logo', [255, 255, 255], 1],
    ['a black logo', [0, 0, 0], 1],
    ['a grey logo', [119, 119, 119], 1],
    ['a yellow logo', [255, 240, 60], 1],
    ['a half-transparent white sticker', [255, 255, 255], 0.5],
    ['a half-transparent black sticker', [0, 0, 0], 0.5],
  ])('stands out from its ground: %s', async (_, color, opacity) => {
    const {data} = await readPhoto(await disc(color, opacity), 'it');
    expect(Math.abs(lightness(data, middle) - lightness(data, 0))).toBeGreaterThan(60);
  });

  test('stays on paper when it can be seen there', async () => {
    const {data} = await readPhoto(await disc([20, 40, 120]), 'it');
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  test('survives cleaning, so that a painted sticker is a sticker', async () => {
    const sticker = await disc([200, 30, 30]);
    const photo = await readPhoto(await cleanImage(sticker), 'it');
    expect(photo).toEqual(await readPhoto(sticker, 'it'));
    const painted = {width: 60, height: 60, data: new Uint8Array(3 * 60 * 60).fill(90)};
    const png = await encodePng(await withAlphaOf(painted, photo));
    const {data, info} = await sharp(png).raw().toBuffer({resolveWithObject: true});
    expect(info.channels).toBe(4);
    expect([...data.subarray(0, 4)]).toEqual([90, 90, 90, 0]);
    expect([...data.subarray(4 * (30 * 60 + 30), 4 * (30 * 60 + 30) + 4)]).toEqual([90, 90, 90, 255]);
  });

  test('can be filled with a colour instead', async () => {
    const {data, alpha} = await readPhoto(
      await fillTransparent(await disc([0, 0, 0]), 'it', [10, 200, 30]),
      'it',
    );
    expect(alpha).toBeUndefined();
    expect([...data.subarray(0, 3)]).toEqual([10, 200, 30]);
  });

  test('nothing at all is a blank sheet, and an opaque alpha channel is no transparency', async () => {
    expect(await readPhoto(await disc([9, 9, 9], 0), 'it')).not.toHaveProperty('alpha');
    const opaque = sharp({create: {width: 40, height: 40, channels: 4, background: '#123456'}}).png();
    expect(await readPhoto(await opaque.toBuffer(), 'it')).not.toHaveProperty('alpha');
  });
});
