/**
 * Encoded images in, photos inside, encoded images out. Metadata never leaves: orientation is applied, colours are
 * converted to sRGB, the rest is dropped.
 */
import sharp, {type Sharp} from 'sharp';
import type {Size} from '../nst/contract/size.ts';
import {openImage} from './decoder.ts';
import {type Color, layOnGround} from './ground.ts';
import {readPicture} from './picture.ts';

/** 8-bit sRGB, interleaved [height, width, 3]. */
export interface Photo extends Size {
  data: Uint8Array;
  /** [height, width]: where the image was transparent, 0, to opaque, 255. Absent when all of it is opaque. */
  alpha?: Uint8Array;
}

/**
 * Decodes an image upright, no side longer than the largest size we paint. Where it is transparent, `data` has the
 * ground it was laid on: `ground`, or one that its outlines stand out from.
 * @throws AppError `BAD_IMAGE`
 */
export async function readPhoto(bytes: Uint8Array, label: string, ground?: Color): Promise<Photo> {
  const {width, height, data, alpha} = await readPicture(bytes, label);
  if (!alpha) return {width, height, data};
  return {width, height, data: layOnGround({width, height, data, alpha}, ground), alpha};
}

/** The image on `ground`, opaque, as a PNG. @throws AppError `BAD_IMAGE` */
export async function fillTransparent(bytes: Uint8Array, label: string, ground: Color): Promise<Uint8Array> {
  return opaque(await readPhoto(bytes, label, ground))
    .png()
    .toBuffer();
}

/** Decodes a picture of ours. Where it is transparent, it has the colours that were painted there. */
export async function readPainted(bytes: Uint8Array, label: string): Promise<Photo> {
  const {width, height, data} = await readPicture(bytes, label);
  return {width, height, data};
}

/** Resamples to exactly `width` × `height` (Lanczos). */
export function resizePhoto(photo: Photo, width: number, height: number): Promise<Photo> {
  return toPhoto(opaque(photo).resize({width, height, fit: 'fill', kernel: 'lanczos3'}));
}

/**
 * The part of a photo between two corners, in shares of its sides (0–1), at exactly `width` × `height` (Lanczos). It lies
 * where it should to half a pixel of the result.
 */
export async function resizePart(
  photo: Photo,
  {x0, y0, x1, y1}: {x0: number; y0: number; x1: number; y1: number},
  {width, height}: Size,
): Promise<Photo> {
  const across = reachOf(x0 * photo.width, x1 * photo.width, photo.width, width);
  const down = reachOf(y0 * photo.height, y1 * photo.height, photo.height, height);
  const whole = await resizePhoto(cutOut(photo, across, down), across.resized, down.resized);
  return toPhoto(opaque(whole).extract({left: across.offset, top: down.offset, width, height}));
}

interface Reach {
  /** Whole pixels of the photo. */
  start: number;
  end: number;
  /** What they become, and where the part begins in it. */
  resized: number;
  offset: number;
}

/** Whole pixels around a part of a side, since a part may begin and end between pixels. */
function reachOf(from: number, to: number, side: number, length: number): Reach {
  const start = Math.max(0, Math.floor(from));
  const end = Math.min(side, Math.ceil(to));
  const scale = length / (to - from);
  const resized = Math.max(length, Math.round((end - start) * scale));
  return {start, end, resized, offset: Math.min(resized - length, Math.round((from - start) * scale))};
}

function cutOut({width, data}: Photo, across: Reach, down: Reach): Photo {
  const cut = {width: across.end - across.start, height: down.end - down.start};
  const result = new Uint8Array(3 * cut.width * cut.height);
  for (let y = 0; y < cut.height; y++) {
    const start = 3 * ((y + down.start) * width + across.start);
    result.set(data.subarray(start, start + 3 * cut.width), 3 * y * cut.width);
  }
  return {...cut, data: result};
}

/** The whole photo in a square of `side` pixels, on black. */
export function letterbox(photo: Photo, side: number): Promise<Photo> {
  return toPhoto(opaque(photo).resize(side, side, {fit: 'contain', background: '#000'}));
}

/** Lossless, with the photo's transparency; the colours stay where nothing shows of them. */
export function encodePng(photo: Photo): Promise<Uint8Array> {
  return sharpOf(photo).png().toBuffer();
}

/** `photo` as transparent as `like` is in the same places. */
export async function withAlphaOf(photo: Photo, like: Photo): Promise<Photo> {
  if (!like.alpha) return photo;
  const {width, height} = photo;
  const alpha = await sharp(like.alpha, {raw: {width: like.width, height: like.height, channels: 1}})
    .resize({width, height, fit: 'fill', kernel: 'lanczos3'})
    .toColourspace('b-w')
    .raw({depth: 'uchar'})
    .toBuffer();
  return {...photo, alpha};
}

/** Where the picture is transparent, a JPEG shows what was painted there. */
const toJpeg = (picture: Sharp): Sharp =>
  picture.removeAlpha().jpeg({quality: 95, chromaSubsampling: '4:4:4'});

/** File formats a finished picture can be saved in, by file extension. */
export const pictureFormats: ReadonlyMap<string, (picture: Sharp) => Sharp> = new Map([
  ['.png', (picture) => picture.png()],
  ['.jpg', toJpeg],
  ['.jpeg', toJpeg],
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
  return opaque(await readPhoto(bytes, label))
    .resize({width: maxStyleSide, height: maxStyleSide, fit: 'inside', withoutEnlargement: true})
    .webp({quality: 90})
    .toBuffer();
}

/** A progress frame at `width` × `height`; 4:4:4 so that saturated strokes stay crisp. */
export function encodeFrame(photo: Photo, width: number, height: number): Promise<Uint8Array> {
  const resized = photo.width === width ? opaque(photo) : opaque(photo).resize({width, height, fit: 'fill'});
  return resized.jpeg({quality: 88, chromaSubsampling: '4:4:4'}).toBuffer();
}

export function sharpOf({width, height, data, alpha}: Photo): Sharp {
  if (!alpha) return sharp(data, {raw: {width, height, channels: 3}});
  const mixed = new Uint8Array(4 * alpha.length);
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      mixed[4 * pixel + channel] = data[3 * pixel + channel] as number;
    mixed[4 * pixel + 3] = alpha[pixel] as number;
  }
  return sharp(mixed, {raw: {width, height, channels: 4}});
}

function opaque({width, height, data}: Photo): Sharp {
  return sharpOf({width, height, data});
}

async function toPhoto(pipeline: Sharp): Promise<Photo> {
  const {data, info} = await pipeline
    .toColourspace('srgb')
    .raw({depth: 'uchar'})
    .toBuffer({resolveWithObject: true});
  if (info.channels !== 3) throw new RangeError(`expected 3 channels, received ${info.channels}`);
  return {width: info.width, height: info.height, data};
}
