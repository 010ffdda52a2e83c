import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {inspectImage} from '../../src/images/inspect.ts';
import {readPhoto} from '../../src/images/photo.ts';
import {codedItem, codedPictureOf, gridItem, heifFile, movie} from '../fixtures/files/heif-file.ts';

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

  test('shows the whole that is made of tiles', async () => {
    const tiles = [codedItem(1, red), codedItem(2, blue)];
    const grid = gridItem(3, [1, 2], {columns: 2, rows: 1, width: 128, height: 64});
    expect(await inspectImage(heifFile([...tiles, grid], {primary: 3}))).toEqual({
      format: 'avif',
      width: 128,
      height: 64,
    });
  });

  test('is called animated only if it is a sequence of several frames', async () => {
    const sequence = (frames: number) =>
      heifFile([codedItem(1, red)], {brand: 'avis', after: [movie(frames)]});
    await expect(inspectImage(sequence(5))).rejects.toMatchObject({
      detail: {reason: 'animatedImage', frames: 5},
    });
    expect(await inspectImage(sequence(1))).toEqual({format: 'avif', width: 64, height: 64});
  });

  test.each([
    ['vvc1', 'HEIF (VVC)'],
    ['avc1', 'HEIF (H.264)'],
    ['j2k1', 'HEIF (JPEG 2000)'],
  ])('with a codec that we do not read is refused by its name: %s', async (codec, format) => {
    const bytes = heifFile([codedItem(1, {...red, codec})], {brand: 'mif1'});
    await expect(inspectImage(bytes)).rejects.toMatchObject({detail: {reason: 'unsupportedFormat', format}});
  });
});
