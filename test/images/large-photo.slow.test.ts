/** Photos as phones take them: more pixels than anybody paints, fewer than a bomb. */
import sharp from 'sharp';
import {expect, test} from 'vitest';
import {readPicture} from '../../src/images/picture.ts';
import {limits} from '../../src/nst/contract/protocol.ts';

const blue = {channels: 3, background: '#205080'} as const;

test.each([
  [50, 8_160, 6_120],
  [108, 12_000, 9_000],
])('a JPEG of %i megapixels is read, made smaller while it is decoded', async (_, width, height) => {
  const photo = await sharp({create: {width, height, ...blue}, limitInputPixels: false})
    .jpeg()
    .toBuffer();
  const before = process.resourceUsage().maxRSS;
  const picture = await readPicture(photo, 'The photo');
  expect(Math.max(picture.width, picture.height)).toBe(limits.maxSize);
  expect(picture.width / picture.height).toBeCloseTo(width / height, 2);
  expect([...picture.data.subarray(0, 3)]).toEqual([
    expect.closeTo(0x20, -0.8),
    expect.closeTo(0x50, -0.8),
    expect.closeTo(0x80, -0.8),
  ]);
  // All of it would be 150 or 324 MB.
  expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(120);
});
