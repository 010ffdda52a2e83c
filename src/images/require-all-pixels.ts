import type {Metadata} from 'sharp';
import {limits} from '../nst/contract/protocol.ts';
import {openImage} from './decoder.ts';
import {withJpegEnd} from './file/ending.ts';
import type {HeifPicture} from './file/heif.ts';
import {withPrimary} from './file/heif-edit.ts';
import type {ImageHeader} from './header.ts';

/**
 * Decoders fill in what a file lacks and say so in a warning, if at all.
 * @param whole the file with its end put back
 * @param bytes the file as it came
 * @throws Error when pixels are missing
 */
export async function requireAllPixels(
  whole: Uint8Array,
  bytes: Uint8Array,
  {kind, facts}: ImageHeader,
): Promise<void> {
  await decodeStrictly(whole, facts);
  if (kind === 'jpeg') await requireJpegTail(bytes, facts);
}

/**
 * libheif makes a tile that cannot be decoded one colour, and sharp does not tell. So each tile is decoded by itself.
 * @throws Error when one cannot be
 */
export async function requireAllTiles(bytes: Uint8Array, {parts, codec}: HeifPicture): Promise<void> {
  for (const id of parts)
    await openImage(withPrimary(bytes, id, codec))
      .raw()
      .toBuffer();
}

/** Reads every row at full size, with every warning an error. Taking the whole as an extract prevents shrinking. */
async function decodeStrictly(bytes: Uint8Array, {width, height}: Metadata): Promise<void> {
  await openImage(bytes, {failOn: 'warning'})
    .extract({left: 0, top: 0, width, height})
    .resize({width: limits.minInputSide, height: limits.minInputSide, fit: 'fill'})
    .raw()
    .toBuffer();
}

/** Rows of pixels; the last row of a JPEG's blocks has 32 at most. */
const tailRows = 64;

/**
 * libvips misses the warning about the last row of blocks. So the data are followed by one thing and then by another:
 * if any pixel was missing, it becomes another colour.
 */
async function requireJpegTail(bytes: Uint8Array, {width, height}: Metadata): Promise<void> {
  const fillings = [
    Buffer.alloc(512),
    Buffer.from(Array.from({length: 512}, (_, index) => (index * 89 + 85) % 251)),
  ];
  const rows = Math.min(height, tailRows);
  const tails = await Promise.all(
    fillings.map((filling) =>
      openImage(withJpegEnd(bytes, filling))
        .extract({left: 0, top: height - rows, width, height: rows})
        .raw()
        .toBuffer(),
    ),
  );
  if (!tails[0]?.equals(tails[1] as Buffer)) throw new Error('the last pixels are missing');
}
