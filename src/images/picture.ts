/**
 * The one place where files become pixels, whoever brings them: Discord, the command line, or a folder of paintings.
 * Pictures come out upright and in sRGB, with the transparency they have.
 */
import type {Metadata, Sharp} from 'sharp';
import {AppError} from '../errors.ts';
import {limits} from '../nst/contract/protocol.ts';
import type {Size} from '../nst/contract/size.ts';
import {toEightBitSrgb} from './colour/convert.ts';
import {type ColourSignal, colourSignal} from './colour/signal.ts';
import {openImage} from './decoder.ts';
import {endsEarly, withEnd} from './file/ending.ts';
import type {PictureKind} from './file/kind.ts';
import {type ImageHeader, readHeader, refusal, requireKind} from './header.ts';
import {decodeHeic} from './heic/decode-heic.ts';
import {requireAllPixels} from './require-all-pixels.ts';

/** 8-bit sRGB, interleaved [height, width, 3]. */
export interface Picture extends Size {
  data: Uint8Array;
  /** [height, width]: 0 is clear, 255 opaque. Absent when all of it is opaque, or clear: that is a blank sheet. */
  alpha?: Uint8Array;
  header: ImageHeader;
}

/**
 * Decodes an image with no side longer than `maxSide`, which saves time and memory while loading.
 * @param label what a refusal calls the image, for example `The photo`
 * @throws AppError `BAD_IMAGE`
 */
export async function readPicture(
  bytes: Uint8Array,
  label: string,
  maxSide: number = limits.maxSize,
): Promise<Picture> {
  const kind = requireKind(bytes, label);
  let failure: unknown;
  for (const {whole, strict} of versionsOf(bytes, kind)) {
    try {
      const header = await readHeader(whole, kind, label);
      if (strict) await requireAllPixels(whole, bytes, header);
      return {header, ...(await decode(whole, header, maxSide))};
    } catch (error) {
      if (error instanceof AppError) throw error;
      failure ??= error;
    }
  }
  const message = `${label} is damaged or incomplete`;
  if (endsEarly(bytes, kind))
    throw refusal(`${message}: the file ends before the picture`, {reason: 'truncatedImage'}, failure);
  throw refusal(message, {reason: 'damagedImage'}, failure);
}

/** The file as it is, and if that cannot be read, with its end put back. */
function* versionsOf(bytes: Uint8Array, kind: PictureKind): Generator<{whole: Uint8Array; strict: boolean}> {
  yield {whole: bytes, strict: false};
  for (const whole of withEnd(bytes, kind)) yield {whole, strict: true};
}

type Pixels = Omit<Picture, 'header'>;

async function decode(bytes: Uint8Array, header: ImageHeader, maxSide: number): Promise<Pixels> {
  if (header.format !== 'heic') return decodeFile(bytes, header.kind, header.facts, maxSide);
  const png = await decodeHeic(bytes, header, maxSide);
  return decodeFile(png, 'png', await openImage(png).metadata(), maxSide);
}

async function decodeFile(
  bytes: Uint8Array,
  kind: PictureKind,
  facts: Metadata,
  maxSide: number,
): Promise<Pixels> {
  const signal = colourSignal(bytes, kind);
  const image = openImage(bytes, {ignoreIcc: signal !== undefined})
    .autoOrient()
    .resize({width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true});
  if (signal) return decodeSignal(image, facts, signal);
  // sharp converts 16 bits with a profile to Display P3 unless told otherwise.
  const toSrgb = facts.depth === 'ushort' && facts.hasProfile;
  return decodeSrgb(toSrgb ? image.withIccProfile('srgb', {attach: false}) : image);
}

async function decodeSrgb(image: Sharp): Promise<Pixels> {
  const {data, info} = await image
    .toColourspace('srgb')
    .raw({depth: 'uchar'})
    .toBuffer({resolveWithObject: true});
  return {width: info.width, height: info.height, ...splitAlpha(data, info.channels, 255)};
}

async function decodeSignal(image: Sharp, facts: Metadata, signal: ColourSignal): Promise<Pixels> {
  const deep = facts.depth === 'ushort';
  const {data, info} = await image
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .raw({depth: deep ? 'ushort' : 'uchar'})
    .toBuffer({resolveWithObject: true});
  const samples = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  const white = deep ? highestSample(facts) : 255;
  const {data: colours, alpha} = splitAlpha(samples, info.channels, white);
  const {width, height} = info;
  return {width, height, data: await toEightBitSrgb(colours, white, signal), ...(alpha && {alpha})};
}

/** libvips shifts AVIF's 10 and 12 bits up to 16. */
function highestSample({format, bitsPerSample = 16}: Metadata): number {
  return format === 'heif' ? (2 ** bitsPerSample - 1) * 2 ** (16 - bitsPerSample) : 65_535;
}

/** @param white the sample that stands for 1 */
function splitAlpha<Samples extends Uint8Array | Uint16Array>(
  samples: Samples,
  channels: number,
  white: number,
): {data: Samples; alpha?: Uint8Array} {
  if (channels === 3) return {data: samples};
  if (channels !== 4) throw new RangeError(`expected 3 or 4 channels, received ${channels}`);
  const pixels = samples.length / 4;
  const data = (
    samples instanceof Uint16Array ? new Uint16Array(3 * pixels) : new Uint8Array(3 * pixels)
  ) as Samples;
  const alpha = new Uint8Array(pixels);
  let [isOpaque, isClear] = [true, true];
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      data[3 * pixel + channel] = samples[4 * pixel + channel] as number;
    alpha[pixel] = Math.min(255, Math.round((255 * (samples[4 * pixel + 3] as number)) / white));
    if (alpha[pixel] !== 255) isOpaque = false;
    if (alpha[pixel] !== 0) isClear = false;
  }
  if (isClear) return {data: data.fill(white) as Samples};
  return isOpaque ? {data} : {data, alpha};
}
