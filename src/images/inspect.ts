/**
 * The gate for images from outside: says what an image is, or refuses it with a sentence that names the limit and the
 * value received. Only the decoders we need are reachable; size is judged from the header before anything is decoded.
 */
import sharp, {type Metadata, type Sharp} from 'sharp';
import type {ErrorDetail} from '../error-details.ts';
import {AppError} from '../errors.ts';
import {limits} from '../nst/contract/protocol.ts';

export interface ImageFacts {
  /** `jpeg`, `png`, `webp`, `gif` or `avif`. */
  format: string;
  /** Pixels, after the orientation tag is applied. */
  width: number;
  height: number;
}

const readableFormats = ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF'];

/** libvips' loaders of those formats; all others (SVG, PDF, camera formats, …) stay closed. */
const loaders = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadWebp',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadHeif',
];

let isRestricted = false;

/** A decoder over `bytes` that fails on damage and on more pixels than allowed. */
export function openImage(bytes: Uint8Array): Sharp {
  if (!isRestricted) {
    sharp.block({operation: ['VipsForeignLoad']});
    sharp.unblock({operation: loaders});
    sharp.cache(false);
    isRestricted = true;
  }
  return sharp(bytes, {failOn: 'error', limitInputPixels: limits.maxInputPixels, sequentialRead: true});
}

/**
 * Reads the whole image once, so that a truncated file is found here and not by the renderer.
 * @param label what the message calls the image, for example `The photo`
 * @throws AppError `BAD_IMAGE`
 */
export async function inspectImage(bytes: Uint8Array, label = 'The image'): Promise<ImageFacts> {
  const metadata = await readHeader(bytes, label);
  const {format, width, height} = metadata;
  const {minInputSide, maxInputPixels, maxAspect} = limits;
  const shape = `${label} is ${width} × ${height} pixels`;

  if (width * height > maxInputPixels) {
    throw refusal(
      `${label} is ${width} × ${height} = ${megapixels(width * height)} megapixels; at most ${megapixels(maxInputPixels)} are allowed`,
      {reason: 'tooManyPixels', width, height, most: maxInputPixels},
    );
  }
  const frames = metadata.pages ?? 1;
  if (frames > 1) {
    throw refusal(`${label} is animated (${frames} frames); a still picture is needed`, {
      reason: 'animatedImage',
      frames,
    });
  }
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
  try {
    await openImage(bytes).resize({width: minInputSide, height: minInputSide, fit: 'fill'}).raw().toBuffer();
  } catch (cause) {
    throw refusal(`${label} is damaged or incomplete`, {reason: 'damagedImage'}, cause);
  }
  const turned = (metadata.orientation ?? 1) >= 5;
  const name = format === 'heif' ? 'avif' : format;
  return turned ? {format: name, width: height, height: width} : {format: name, width, height};
}

async function readHeader(bytes: Uint8Array, label: string): Promise<Metadata> {
  try {
    // The limit is lifted only for the header, so that the refusal can say how large the image is.
    return await openImageHeader(bytes).metadata();
  } catch (cause) {
    const message = `${label} is not a picture we can read; expected ${readableFormats.join(', ')}`;
    throw refusal(message, {reason: 'unreadableImage', expected: readableFormats}, cause);
  }
}

function openImageHeader(bytes: Uint8Array): Sharp {
  openImage(bytes);
  return sharp(bytes, {failOn: 'error', limitInputPixels: false});
}

function refusal(message: string, detail: ErrorDetail, cause?: unknown): AppError {
  return new AppError('BAD_IMAGE', message, {detail, cause});
}

function megapixels(pixels: number): string {
  return String(Math.round(pixels / 100_000) / 10);
}
