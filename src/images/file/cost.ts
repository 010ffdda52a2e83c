/**
 * How many pixels of a file we decode, judged by what decoding costs: a baseline JPEG shrinks while it loads, AVIF is
 * held whole several times over. Bytes per pixel were measured with pictures of 48 and 108 megapixels.
 */
import type {Metadata} from 'sharp';
import {readJpeg} from './jpeg.ts';
import type {PictureKind} from './kind.ts';

/** Memory that decoding one picture may take, or the time that filling as much would take. */
export const decodeBudgetBytes = 1_000_000_000;

/** @param facts what libvips says about the file */
export function mostPixels(bytes: Uint8Array, kind: PictureKind, facts: Metadata): number {
  return Math.floor(decodeBudgetBytes / bytesPerPixel(bytes, kind, facts));
}

function bytesPerPixel(bytes: Uint8Array, kind: PictureKind, facts: Metadata): number {
  const deep = (facts.bitsPerSample ?? 8) > 8 ? 2 : 1;
  switch (kind) {
    case 'jpeg':
      return jpegCost(bytes);
    case 'png':
      return facts.isProgressive ? 12 * deep : 8 * deep;
    case 'webp':
    case 'gif':
      return 8;
    case 'heif':
      return (facts.compression === 'av1' ? 20 : 8) * deep;
  }
}

/**
 * A baseline JPEG costs time only. A progressive one is held as coefficients of two bytes, and each of its scans goes
 * over all of them.
 */
function jpegCost(bytes: Uint8Array): number {
  const {progressive, samplesPerPixel, scans} = readJpeg(bytes);
  return progressive ? Math.max(4, 1 + 2 * samplesPerPixel, scans / 4) : 4;
}
