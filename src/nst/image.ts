/**
 * Images in and out of the engine. Everything outside is encoded bytes; inside, photos are 8-bit sRGB and what is
 * being optimised is planar float (see objective.ts). Metadata never leaves: orientation is applied, profiles are
 * converted to sRGB, the rest is dropped.
 */
import sharp, {type Sharp} from 'sharp';
import {AppError} from '../errors.ts';
import {inspectImage, openImage} from './inspect.ts';
import type {PlanarImage} from './objective.ts';
import {limits} from './protocol.ts';

/** 8-bit sRGB, interleaved [height, width, 3]. */
export interface Photo {
  width: number;
  height: number;
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

export function toPlanar({width, height, data}: Photo): PlanarImage {
  const plane = width * height;
  const planar = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      planar[channel * plane + pixel] = (data[3 * pixel + channel] as number) / 255;
    }
  }
  return {width, height, data: planar};
}

/** Rounds to 8 bits; values outside 0–1 are clipped. */
export function toEightBits({width, height, data}: PlanarImage): Photo {
  const plane = width * height;
  const photo = new Uint8ClampedArray(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      photo[3 * pixel + channel] = 255 * (data[channel * plane + pixel] as number);
    }
  }
  return {width, height, data: new Uint8Array(photo.buffer)};
}

/** Enlarges an image between two scales: bicubic, with 16 bits per channel, clipped to 0–1. */
export async function resizePlanar(image: PlanarImage, width: number, height: number): Promise<PlanarImage> {
  const plane = image.width * image.height;
  const deep = new Uint16Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = image.data[channel * plane + pixel] as number;
      deep[3 * pixel + channel] = Math.round(65535 * Math.min(1, Math.max(0, value)));
    }
  }
  const resized = await sharp(deep, {raw: {width: image.width, height: image.height, channels: 3}})
    .resize({width, height, fit: 'fill', kernel: 'cubic'})
    .toColourspace('rgb16')
    .raw({depth: 'ushort'})
    .toBuffer();
  const values = new Uint16Array(resized.buffer, resized.byteOffset, 3 * width * height);
  const data = new Float32Array(3 * width * height);
  for (let index = 0; index < values.length; index++) {
    data[(index % 3) * width * height + Math.floor(index / 3)] = (values[index] as number) / 65535;
  }
  return {width, height, data};
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

/** A painting as it is kept: upright, opaque, without metadata, WebP. @throws AppError `BAD_IMAGE` */
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
