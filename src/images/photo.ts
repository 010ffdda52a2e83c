/**
 * Encoded images in, photos inside, encoded images out. Metadata never leaves: orientation is applied, profiles are
 * converted to sRGB, the rest is dropped.
 */
import sharp, {type Sharp} from 'sharp';
import {AppError} from '../errors.ts';
import {limits} from '../nst/contract/protocol.ts';
import type {Size} from '../nst/contract/size.ts';
import {inspectImage, openImage} from './inspect.ts';

/** 8-bit sRGB, interleaved [height, width, 3]. */
export interface Photo extends Size {
  data: Uint8Array;
}

/**
 * Decodes an image upright, transparent parts on white, no side longer than the largest size we paint.
 * @throws AppError `BAD_IMAGE`
 */
export async function readPhoto(bytes: Uint8Array, label: string): Promise<Photo> {
  await inspectImage(bytes, label);
  const side = limits.maxSize;
  const pipeline = openImage(bytes)
    .autoOrient()
    .resize({width: side, height: side, fit: 'inside', withoutEnlargement: true})
    .flatten({background: '#ffffff'});
  try {
    return await toPhoto(pipeline);
  } catch (cause) {
    const detail = {reason: 'damagedImage'} as const;
    throw new AppError('BAD_IMAGE', `${label} is damaged or incomplete`, {cause, detail});
  }
}

/** Resamples to exactly `width` × `height` (Lanczos). */
export function resizePhoto(photo: Photo, width: number, height: number): Promise<Photo> {
  return toPhoto(sharpOf(photo).resize({width, height, fit: 'fill', kernel: 'lanczos3'}));
}

/** The whole photo in a square of `side` pixels, on black. */
export function letterbox(photo: Photo, side: number): Promise<Photo> {
  return toPhoto(sharpOf(photo).resize(side, side, {fit: 'contain', background: '#000'}));
}

export function encodePng(photo: Photo): Promise<Uint8Array> {
  return sharpOf(photo).png().toBuffer();
}

/** File formats a finished picture can be saved in, by file extension. */
export const pictureFormats: ReadonlyMap<string, (picture: Sharp) => Sharp> = new Map([
  ['.png', (picture) => picture.png()],
  ['.jpg', (picture) => picture.jpeg({quality: 95, chromaSubsampling: '4:4:4'})],
  ['.jpeg', (picture) => picture.jpeg({quality: 95, chromaSubsampling: '4:4:4'})],
  ['.webp', (picture) => picture.webp({quality: 95})],
]);

/** Re-encodes a finished PNG for a file extension. @throws RangeError when there is no such format. */
export async function convertPicture(png: Uint8Array, extension: string): Promise<Uint8Array> {
  const encode = pictureFormats.get(extension);
  if (!encode)
    throw new RangeError(`expected one of ${[...pictureFormats.keys()].join(', ')}, received ${extension}`);
  return extension === '.png' ? png : encode(openImage(png)).toBuffer();
}

/** Longest side of a stored style image, pixels. */
const maxStyleSide = 1024;

/** Encodes a painting for storage: upright, opaque, without metadata, as WebP. @throws AppError `BAD_IMAGE` */
export async function encodeStyleImage(bytes: Uint8Array, label: string): Promise<Uint8Array> {
  const pipeline = sharpOf(await readPhoto(bytes, label));
  return pipeline
    .resize({width: maxStyleSide, height: maxStyleSide, fit: 'inside', withoutEnlargement: true})
    .webp({quality: 90})
    .toBuffer();
}

/** A progress frame at `width` × `height`; 4:4:4 so that saturated strokes stay crisp. */
export function encodeFrame(photo: Photo, width: number, height: number): Promise<Uint8Array> {
  const resized =
    photo.width === width ? sharpOf(photo) : sharpOf(photo).resize({width, height, fit: 'fill'});
  return resized.jpeg({quality: 88, chromaSubsampling: '4:4:4'}).toBuffer();
}

function sharpOf({width, height, data}: Photo): Sharp {
  return sharp(data, {raw: {width, height, channels: 3}});
}

async function toPhoto(pipeline: Sharp): Promise<Photo> {
  const {data, info} = await pipeline
    .toColourspace('srgb')
    .raw({depth: 'uchar'})
    .toBuffer({resolveWithObject: true});
  if (info.channels !== 3) throw new RangeError(`expected 3 channels, received ${info.channels}`);
  return {width: info.width, height: info.height, data};
}
