import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {contactSheet} from '../../../src/commands/presets/contact-sheet.ts';
import {drawNumber} from '../../../src/commands/presets/digits.ts';

function plain(background: string): Promise<Uint8Array> {
  return sharp({create: {width: 90, height: 60, channels: 4, background}})
    .webp({lossless: true})
    .toBuffer();
}

describe('contactSheet', () => {
  test('lays the pictures out in rows, in order', async () => {
    const pictures = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map(plain));
    const jpeg = await contactSheet(pictures, 1, {columns: 2, side: 60});
    const {data, info} = await sharp(jpeg).raw().toBuffer({resolveWithObject: true});
    expect([info.width, info.height]).toEqual([6 + 2 * 66, 6 + 2 * 66]);
    const middles = [
      [36, 36],
      [102, 36],
      [36, 102],
    ] as const;
    const seen = middles.map(([x, y]) => {
      const pixel = [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
      return pixel.indexOf(Math.max(...pixel));
    });
    expect(seen).toEqual([0, 1, 2]);
  });

  test('is only as wide as its pictures if they do not fill a row', async () => {
    const jpeg = await contactSheet([await plain('#ffffff')], 25, {columns: 5, side: 60});
    expect(await sharp(jpeg).metadata()).toMatchObject({width: 72, height: 72, format: 'jpeg'});
  });
});

describe('drawNumber', () => {
  test('draws digits from dots', () => {
    const {data, width, height} = drawNumber(17, 1);
    const rows = Array.from({length: height}, (_, y) =>
      Array.from({length: width}, (_, x) => (data[(y * width + x) * 3] ? '#' : '.')).join(''),
    );
    expect(rows).toEqual(
      `
.........
..#..###.
.##....#.
..#....#.
..#...#..
.###..#..
.........`
        .trim()
        .split('\n'),
    );
  });

  test('scales its dots', () => {
    expect(drawNumber(8, 4)).toMatchObject({width: 20, height: 28});
  });
});
