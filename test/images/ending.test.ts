/** Files whose end is missing are read when all pixels are there, and refused when some are not, whatever the format. */
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {cleanImage} from '../../src/images/clean-image.ts';
import {readPhoto} from '../../src/images/photo.ts';

/** Detail up to the last row, so that nothing missing goes unseen. */
const detail = sharp(
  Uint8Array.from({length: 200 * 150 * 3}, (_, index) => (index * 7919 + ((index * index) >> 5)) % 256),
  {raw: {width: 200, height: 150, channels: 3}},
);
const files = {
  jpeg: await detail.clone().jpeg().toBuffer(),
  'progressive jpeg': await detail.clone().jpeg({progressive: true}).toBuffer(),
  'jpeg with restart markers, grey': await detail.clone().toColourspace('b-w').jpeg().toBuffer(),
  png: await detail.clone().png().toBuffer(),
  'interlaced png': await detail.clone().png({progressive: true}).toBuffer(),
  gif: await detail.clone().gif().toBuffer(),
  webp: await detail.clone().webp().toBuffer(),
  'lossless webp': await detail.clone().webp({lossless: true}).toBuffer(),
  'webp with a profile': await detail.clone().withIccProfile('p3').webp().toBuffer(),
  avif: await detail.clone().avif({effort: 0}).toBuffer(),
};
type Name = keyof typeof files;
const cut = (name: Name, bytes: number): Buffer => files[name].subarray(0, files[name].length - bytes);
const sized = (bytes: Buffer, riffSize: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(riffSize, 4);
  return copy;
};

describe('is read like the whole file', () => {
  test.each<[string, Name, Buffer]>([
    ['a JPEG without its end marker', 'jpeg', cut('jpeg', 2)],
    ['a JPEG with half its end marker', 'jpeg', cut('jpeg', 1)],
    ['a JPEG with zeros for its end marker', 'jpeg', Buffer.concat([cut('jpeg', 2), Buffer.alloc(500)])],
    ['a progressive JPEG without its end marker', 'progressive jpeg', cut('progressive jpeg', 2)],
    [
      'a grey JPEG without its end marker',
      'jpeg with restart markers, grey',
      cut('jpeg with restart markers, grey', 2),
    ],
    ['a PNG without IEND', 'png', cut('png', 12)],
    ['a PNG with half of IEND', 'png', cut('png', 6)],
    ['a PNG without the checksum of its pixels', 'png', cut('png', 16)],
    ['an interlaced PNG without IEND', 'interlaced png', cut('interlaced png', 12)],
    ['a GIF without its trailer', 'gif', cut('gif', 1)],
    ['a GIF without its trailer and the end of its blocks', 'gif', cut('gif', 2)],
    ['a WebP whose size is too short', 'webp', sized(files.webp, files.webp.length - 1000)],
    ['a WebP whose size is too long', 'webp', sized(files.webp, files.webp.length + 1000)],
    ['a WebP whose size is 0', 'lossless webp', sized(files['lossless webp'], 0)],
    ['a WebP with a profile, whose size is 0', 'webp with a profile', sized(files['webp with a profile'], 0)],
    [
      'an AVIF whose last box is cut',
      'avif',
      Buffer.concat([files.avif, Buffer.from('\0\0\0\x64free', 'latin1')]),
    ],
  ])('%s', async (_, name, bytes) => {
    expect(await readPhoto(bytes, 'it')).toEqual(await readPhoto(files[name], 'it'));
    expect(await cleanImage(bytes)).toEqual(await cleanImage(files[name]));
  });
});

describe('is refused because the file ends too early', () => {
  const cases = Object.keys(files).flatMap((name) =>
    [20, 100, 0.25, 0.5, 0.9].map((part): [string, Name, number] => {
      const length = files[name as Name].length;
      const bytes = part < 1 ? Math.round(part * length) : part;
      return [`${name} without its last ${bytes} bytes`, name as Name, bytes];
    }),
  );
  test.each(cases)('%s', async (_, name, bytes) => {
    await expect(readPhoto(cut(name, bytes), 'it')).rejects.toMatchObject({
      code: 'BAD_IMAGE',
      detail: {reason: 'truncatedImage'},
    });
  });

  test('a progressive JPEG that lacks whole scans, though it would decode', async () => {
    const jpeg = files['progressive jpeg'];
    const lastScan = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
    await expect(readPhoto(jpeg.subarray(0, lastScan), 'it')).rejects.toMatchObject({
      detail: {reason: 'truncatedImage'},
    });
  });

  test('a GIF cut between two blocks of its pixels', async () => {
    // After the header and its table: a picture's descriptor, code size, and blocks of 255 bytes.
    const gif = files.gif;
    const first = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 200, 0, 150, 0]));
    const blocks =
      first + 11 + ((gif[first + 9] as number) & 0x80 ? 3 * 2 ** (((gif[first + 9] as number) & 7) + 1) : 0);
    expect(gif[blocks]).toBe(255);
    await expect(readPhoto(gif.subarray(0, blocks + 2 * 256), 'it')).rejects.toMatchObject({
      detail: {reason: 'truncatedImage'},
    });
  });
});

const given = new URL('../../../shared/inputs/jpeg-without-eoi.jpg', import.meta.url);
test.skipIf(!existsSync(given))('a photo that a camera left without its end is read', async () => {
  expect(await readPhoto(await readFile(given), 'it')).toMatchObject({width: 400, height: 610});
});
