/**
 * The gate for images from outside: says what an image is, or refuses it with a sentence that names the limit and the
 * value received. Size is judged from the header before anything is decoded.
 */
import type {Metadata} from 'sharp';
import type {ErrorDetail} from '../error-details.ts';
import {AppError} from '../errors.ts';
import {limits} from '../nst/contract/protocol.ts';
import {openImage} from './decoder.ts';
import {mostPixels} from './file/cost.ts';
import {readHeif, sequenceFrames} from './file/heif.ts';
import {kindOf, type PictureKind} from './file/kind.ts';

export interface ImageHeader {
  kind: PictureKind;
  /** `jpeg`, `png`, `webp`, `gif`, `avif` or `heic`. */
  format: string;
  /** Pixels, after the orientation tag is applied. */
  width: number;
  height: number;
  /** What libvips says, before turning. */
  facts: Metadata;
}

export const readableFormats = ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF', 'HEIC'];

/** Codings of pictures in HEIF files (MP4 Registration Authority), as people know them. */
const codecNames: Readonly<Record<string, string>> = {
  vvc1: 'VVC',
  vvi1: 'VVC',
  avc1: 'H.264',
  evc1: 'EVC',
  j2k1: 'JPEG 2000',
  jpeg: 'JPEG',
  unci: 'uncompressed',
};
const readableCodecs = ['av01', 'hvc1'];

/**
 * @param label what a refusal calls the image, for example `The photo`
 * @throws AppError `BAD_IMAGE` when it is no picture that we read, whatever its state
 */
export function requireKind(bytes: Uint8Array, label: string): PictureKind {
  const kind = kindOf(bytes);
  const accepted = readableFormats.join(', ');
  if (!kind) {
    const message = `${label} is not a picture we can read; expected ${accepted}`;
    throw refusal(message, {reason: 'unreadableImage', expected: readableFormats});
  }
  if ('foreign' in kind) throw unsupported(label, kind.foreign);
  if (kind.picture !== 'heif') return kind.picture;

  const codec = readHeif(bytes)?.codec;
  const frames = sequenceFrames(bytes);
  if (codec === undefined && frames > 0) throw animated(label, frames);
  if (codec !== undefined && !readableCodecs.includes(codec))
    throw unsupported(label, `HEIF (${codecNames[codec] ?? codec.trim()})`);
  return 'heif';
}

/** @throws AppError `BAD_IMAGE` when a limit is exceeded; other errors when the header is damaged */
export async function readHeader(bytes: Uint8Array, kind: PictureKind, label: string): Promise<ImageHeader> {
  const facts = await openImage(bytes).metadata();
  const {width, height} = facts;
  const {minInputSide, maxAspect} = limits;
  const shape = `${label} is ${width} × ${height} pixels`;

  const most = mostPixels(bytes, kind, facts);
  if (width * height > most) {
    throw refusal(
      `${label} is ${width} × ${height} = ${megapixels(width * height)} megapixels; at most ${megapixels(most)} are allowed in such a file`,
      {reason: 'tooManyPixels', width, height, most},
    );
  }
  // The pages of a HEIF file are further pictures, such as the tiles of the one that is shown.
  const frames = kind === 'heif' ? 1 : (facts.pages ?? 1);
  if (frames > 1) throw animated(label, frames);
  if (Math.min(width, height) < minInputSide) {
    throw refusal(`${shape}; each side must have at least ${minInputSide}`, {
      reason: 'imageTooSmall',
      width,
      height,
      least: minInputSide,
    });
  }
  if (Math.max(width, height) > maxAspect * Math.min(width, height)) {
    throw refusal(`${shape}; one side may be at most ${maxAspect} times the other`, {
      reason: 'imageTooNarrow',
      width,
      height,
      most: maxAspect,
    });
  }
  const format = kind !== 'heif' ? kind : facts.compression === 'av1' ? 'avif' : 'heic';
  const turned = (facts.orientation ?? 1) >= 5;
  return {kind, format, facts, ...(turned ? {width: height, height: width} : {width, height})};
}

export function refusal(message: string, detail: ErrorDetail, cause?: unknown): AppError {
  return new AppError('BAD_IMAGE', message, {detail, cause});
}

/** The refusal of a picture in a format or coding that we do not read. */
export function unsupported(label: string, format: string, cause?: unknown): AppError {
  const accepted = readableFormats.join(', ');
  const message = `${label} is not a picture we can read: it is ${format}; expected ${accepted}`;
  return refusal(message, {reason: 'unsupportedFormat', format, expected: readableFormats}, cause);
}

function animated(label: string, frames: number): AppError {
  const message = `${label} is animated (${frames} frames); a still picture is needed`;
  return refusal(message, {reason: 'animatedImage', frames});
}

function megapixels(pixels: number): string {
  return String(Math.round(pixels / 100_000) / 10);
}
