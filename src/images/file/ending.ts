/**
 * Files whose end is missing. Often everything needed to show the picture is there: cameras that ran out of power,
 * programs that forget the end marker, sizes that were never filled in. Then the end can be put back.
 */
import {crc32} from 'node:zlib';
import {boxesIn} from './boxes.ts';
import {readerOf} from './bytes.ts';
import {gifEnding} from './gif.ts';
import {readHeif} from './heif.ts';
import {readJpeg} from './jpeg.ts';
import type {PictureKind} from './kind.ts';
import {pngChunks} from './png.ts';

/** Whether the file stops before it says that it ends. */
export function endsEarly(bytes: Uint8Array, kind: PictureKind): boolean {
  switch (kind) {
    case 'jpeg':
      return !readJpeg(bytes).hasEnd;
    case 'png':
      return !hasIend(bytes);
    case 'gif':
      return !gifEnding(bytes).hasTrailer;
    case 'webp':
      return webpEnd(bytes) > bytes.length;
    case 'heif':
      return readHeif(bytes)?.endsEarly ?? boxesIn(readerOf(bytes)).some(({end}) => end > bytes.length);
  }
}

/**
 * The file with its end put back, in the ways that make sense, if what is missing could be no more than the end. What
 * comes out must be decoded with every warning taken as an error: pixels may be missing as well.
 */
export function* withEnd(bytes: Uint8Array, kind: PictureKind): Generator<Uint8Array> {
  if (kind === 'jpeg') {
    const {hasEnd, allScansBegun} = readJpeg(bytes);
    if (!hasEnd && allScansBegun) yield withJpegEnd(bytes);
  } else if (kind === 'png') {
    if (!hasIend(bytes)) yield withIend(bytes);
  } else if (kind === 'gif') {
    const {hasTrailer, firstIsWhole} = gifEnding(bytes);
    if (hasTrailer || !firstIsWhole) return;
    yield Buffer.concat([bytes, gifTrailer]);
    yield Buffer.concat([bytes, Buffer.from([0]), gifTrailer]);
  } else if (kind === 'webp') {
    yield withRightSizes(bytes);
  }
}

const endOfImage = Buffer.from([0xff, 0xd9]);
/**
 * The JPEG with `filling` after its last byte of data, and an end. A half end marker goes: data never ends with 0xff.
 * @param filling without 0xff
 */
export function withJpegEnd(bytes: Uint8Array, filling: Uint8Array = Buffer.alloc(0)): Uint8Array {
  const data = bytes.at(-1) === 0xff ? bytes.subarray(0, -1) : bytes;
  return Buffer.concat([data, filling, endOfImage]);
}

const gifTrailer = Buffer.from([0x3b]);
const iend = Buffer.from('0000000049454e44ae426082', 'hex');

function hasIend(bytes: Uint8Array): boolean {
  const last = pngChunks(bytes).at(-1);
  return last?.type === 'IEND' && last.end <= bytes.length;
}

/** Ends the last chunk of pixels where the file ends, with a checksum of what is there. */
function withIend(bytes: Uint8Array): Uint8Array {
  const chunks = pngChunks(bytes);
  const last = chunks.at(-1);
  if (last?.type !== 'IDAT' || last.end <= bytes.length)
    return Buffer.concat([bytes.subarray(0, last?.type === 'IEND' ? last.start : last?.end), iend]);
  const body = Buffer.concat([Buffer.from('IDAT'), last.data.bytes]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(last.data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([bytes.subarray(0, last.start), size, body, sum, iend]);
}

function webpEnd(bytes: Uint8Array): number {
  const file = readerOf(bytes);
  const chunks = webpChunks(bytes);
  return Math.max(8 + file.u32le(4), ...chunks.map(({end}) => end));
}

interface RiffChunk {
  start: number;
  /** Where it claims to end, without padding. */
  end: number;
}

function webpChunks(bytes: Uint8Array): RiffChunk[] {
  const file = readerOf(bytes);
  const chunks: RiffChunk[] = [];
  for (let at = 12; at + 8 <= file.length && /^[A-Z0-9 ]{4}$/.test(file.text(at, 4)); ) {
    const size = file.u32le(at + 4);
    chunks.push({start: at, end: at + 8 + size});
    at += 8 + size + (size & 1);
  }
  return chunks;
}

/** The container's size follows from the chunks; one that is longer than the file ends with it. */
function withRightSizes(bytes: Uint8Array): Uint8Array {
  const chunks = webpChunks(bytes);
  const last = chunks.at(-1);
  const end = Math.min(bytes.length, last?.end ?? 12);
  const mended = Buffer.concat([bytes.subarray(0, end), Buffer.alloc(end % 2)]);
  if (last) mended.writeUInt32LE(end - last.start - 8, last.start + 4);
  if (mended.length >= 12) mended.writeUInt32LE(mended.length - 8, 4);
  return mended;
}
