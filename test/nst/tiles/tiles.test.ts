import {describe, expect, test} from 'vitest';
import {areaOf} from '../../../src/nst/contract/size.ts';
import {vgg19Widths} from '../../../src/nst/encoders/encoder.ts';
import {interior, planTiling, pooledSize, reachOf, type Tiling} from '../../../src/nst/tiles/tiles.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const encoder = tinyEncoder(vgg19Widths.map(() => 1));
const reach = reachOf(encoder, ['block5_conv1']);

test('a VGG19 feature of block5_conv1 sees 70 pixels beyond the 16 it stands for', () => {
  expect(reach).toEqual({margin: 70, grain: 16});
  expect(reachOf(encoder, ['block1_conv1'])).toEqual({margin: 1, grain: 1});
  expect(reachOf(encoder, ['block2_conv2', 'block1_conv2'])).toEqual({margin: 6, grain: 2});
});

const sizes = [
  [512, 512, 300 * 300],
  [1000, 751, 400 * 400],
  [333, 700, 50_000],
  [2048, 1365, 500_000],
  [300, 2400, 300 * 600],
] as const;

describe.each(sizes)('%i × %i in tiles of at most %i pixels', (width, height, maxPixels) => {
  const tiling = planTiling({width, height}, reach, maxPixels) as Tiling;

  test('has several tiles of the same size, within the limit and inside the image', () => {
    expect(tiling.tiles.length).toBeGreaterThan(1);
    expect(areaOf(tiling)).toBeLessThanOrEqual(maxPixels);
    for (const {rows, columns} of tiling.tiles) {
      expect([rows.start % 16, columns.start % 16]).toEqual([0, 0]);
      expect(rows.start + tiling.height).toBeLessThanOrEqual(height);
      expect(columns.start + tiling.width).toBeLessThanOrEqual(width);
    }
  });

  test.each([0, 2, 4])('covers every position exactly once after %i poolings', (poolings) => {
    const whole = pooledSize(tiling.image, poolings);
    const answers = new Uint8Array(areaOf(whole));
    for (const tile of tiling.tiles) {
      const inside = interior(tiling, tile, poolings);
      for (let row = inside.top; row < inside.bottom; row++) {
        for (let column = inside.left; column < inside.right; column++) {
          const at = (tile.rows.start >> poolings) + row;
          answers[at * whole.width + (tile.columns.start >> poolings) + column]! += 1;
        }
      }
    }
    expect(answers.every((count) => count === 1)).toBe(true);
  });

  test('keeps the part each tile covers a margin away from every cut', () => {
    for (const {rows, columns} of tiling.tiles) {
      for (const [{start, from, to}, length, whole] of [
        [rows, tiling.height, height],
        [columns, tiling.width, width],
      ] as const) {
        if (start > 0) expect(from - start).toBeGreaterThanOrEqual(70);
        if (start + length < whole) expect(start + length - to).toBeGreaterThanOrEqual(70);
      }
    }
  });
});

test('an image that fits makes one tile', () => {
  const tiling = planTiling({width: 300, height: 200}, reach, 60_000);
  expect(tiling).toMatchObject({width: 300, height: 200});
  expect(tiling?.tiles).toEqual([
    {rows: {start: 0, from: 0, to: 200}, columns: {start: 0, from: 0, to: 300}},
  ]);
});

test('tiles so small that nothing is left inside their margins are refused', () => {
  expect(planTiling({width: 512, height: 512}, reach, 160 * 160)).toBeUndefined();
  expect(planTiling({width: 512, height: 512}, reach, 176 * 176)?.tiles.length).toBe(22 ** 2);
});

test('the tiling with the least overlap within the limit is chosen', () => {
  // Tiles as wide as the image overlap on only two sides.
  const tiling = planTiling({width: 512, height: 2048}, reach, 512 * 600);
  expect(tiling).toMatchObject({width: 512});
  expect(tiling?.tiles.length).toBe(5);
});
