import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {inspectImage} from '../../src/images/inspect.ts';
import {readPhoto} from '../../src/images/photo.ts';
import {readPicture} from '../../src/images/picture.ts';
import {
  auxiliary,
  box,
  codedItem,
  codedPictureOf,
  gridItem,
  heifFile,
  movie,
} from '../fixtures/files/heif-file.ts';

const plain = async (background: string) =>
  codedPictureOf(
    await sharp({create: {width: 64, height: 64, channels: 3, background}})
      .avif({effort: 0})
      .toBuffer(),
  );
const [red, blue] = [await plain('#c81e1e'), await plain('#1e1ec8')];
const first = async (bytes: Uint8Array) => [...(await readPhoto(bytes, 'it')).data.subarray(0, 3)];

describe('an AVIF file of several pictures', () => {
  test('shows its primary one, wherever it stands', async () => {
    const items = [codedItem(1, red), codedItem(2, blue), codedItem(3, red)];
    expect(await first(heifFile(items, {primary: 2}))).toBeAllClose([30, 30, 200], {absolute: 6});
    expect(await first(heifFile(items, {primary: 3}))).toBeAllClose([200, 30, 30], {absolute: 6});
  });

  test('has the colours it had before they were multiplied with their transparency', async () => {
    const [dim, mask] = [await plain('#643200'), await plain('#808080')];
    const alpha = {
      ...codedItem(2, mask, [auxiliary('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha')]),
      refers: {auxl: [1]},
    };
    const pixel = async (refers: Record<string, number[]>) => {
      const picture = await readPicture(heifFile([{...codedItem(1, dim), refers}, alpha]), 'it');
      return [...picture.data.subarray(0, 3), picture.alpha?.[0]];
    };
    expect(await pixel({})).toBeAllClose([100, 50, 0, 128], {absolute: 4});
    expect(await pixel({prem: [2]})).toBeAllClose([200, 100, 0, 128], {absolute: 8});
  });

  test('shows the whole that is made of tiles', async () => {
    const tiles = [codedItem(1, red), codedItem(2, blue)];
    const grid = gridItem(3, [1, 2], {columns: 2, rows: 1, width: 128, height: 64});
    expect(await inspectImage(heifFile([...tiles, grid], {primary: 3}))).toEqual({
      format: 'avif',
      width: 128,
      height: 64,
    });
  });

  test('is refused when one of its tiles is not all there', async () => {
    const tiles = [codedItem(1, red), codedItem(2, blue)];
    const grid = gridItem(3, [1, 2], {columns: 2, rows: 1, width: 128, height: 64});
    const whole = heifFile([grid, ...tiles], {primary: 3});
    for (const missing of [1, Math.floor(blue.data.length / 2), blue.data.length])
      await expect(inspectImage(whole.subarray(0, -missing))).rejects.toMatchObject({
        detail: {reason: 'truncatedImage'},
      });
  });

  test('is refused when one of its tiles is damaged', async () => {
    const damaged = {...blue, data: Buffer.alloc(blue.data.length, 0x55)};
    const grid = gridItem(3, [1, 2], {columns: 2, rows: 1, width: 128, height: 64});
    const bytes = heifFile([grid, codedItem(1, red), codedItem(2, damaged)], {primary: 3});
    await expect(inspectImage(bytes)).rejects.toMatchObject({detail: {reason: 'damagedImage'}});
  });

  // APNG has a still picture as well; GIF and WebP have none.
  test.each(['avis', 'avif', 'msf1', 'mif1'])(
    'shows its still picture when it has an animation as well: %s',
    async (brand) => {
      const both = heifFile([codedItem(1, blue)], {brand, after: [movie(5)]});
      expect(await inspectImage(both)).toEqual({format: 'avif', width: 64, height: 64});
      expect(await first(both)).toBeAllClose([30, 30, 200], {absolute: 6});
    },
  );

  test('is called animated when it has nothing but an animation', async () => {
    const brands = ['avis', '\0\0\0\0', 'avis', 'msf1'].map((text) => Buffer.from(text, 'latin1'));
    await expect(inspectImage(Buffer.concat([box('ftyp', ...brands), movie(5)]))).rejects.toMatchObject({
      detail: {reason: 'animatedImage', frames: 5},
    });
  });

  test.each(['mif1', 'mif2', 'miaf', 'MA1B', 'heic', 'iso8'])(
    'is read whatever its first brand is, if another says what it is: %s',
    async (brand) => {
      const bytes = heifFile([codedItem(1, red)], {brand});
      expect(await inspectImage(bytes)).toEqual({format: 'avif', width: 64, height: 64});
    },
  );

  test.each([
    ['vvc1', 'HEIF (VVC)'],
    ['avc1', 'HEIF (H.264)'],
    ['j2k1', 'HEIF (JPEG 2000)'],
  ])('with a codec that we do not read is refused by its name: %s', async (codec, format) => {
    const bytes = heifFile([codedItem(1, {...red, codec})], {brand: 'mif1'});
    await expect(inspectImage(bytes)).rejects.toMatchObject({detail: {reason: 'unsupportedFormat', format}});
  });
});
