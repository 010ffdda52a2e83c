/** Pixels as a file codes them, before anybody asks which colours they mean. */
import type {Metadata, Sharp} from 'sharp';
import type {Size} from '../nst/contract/size.ts';
import {openImage} from './decoder.ts';
import type {PictureKind} from './file/kind.ts';
import {decodeHeic} from './heic/decode-heic.ts';

/** What libvips reads pixels from. */
export interface Source {
  bytes: Uint8Array;
  kind: PictureKind;
  /** What libvips says, before turning. */
  facts: Metadata;
}

/** The file itself, or the PNG that a HEIC is decoded to, with no side longer than `maxSide`. */
export async function sourceOf(
  bytes: Uint8Array,
  kind: PictureKind,
  facts: Metadata,
  maxSide: number,
): Promise<Source> {
  if (kind !== 'heif' || facts.compression === 'av1') return {bytes, kind, facts};
  const png = await decodeHeic(bytes, facts.bitsPerSample ?? 8, maxSide);
  return {bytes: png, kind: 'png', facts: await openImage(png).metadata()};
}

export interface Samples extends Size {
  /** [height, width, 3] */
  colours: Uint8Array | Uint16Array;
  /** The sample that stands for 1. */
  white: number;
  /** [height, width]: 0 is clear, 255 opaque. Absent when all of it is opaque or clear. */
  alpha?: Uint8Array;
}

/** As many bits as the file has. */
export async function codedSamples(image: Sharp, facts: Metadata): Promise<Samples> {
  const deep = facts.depth === 'ushort';
  const {data, info} = await image
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .raw({depth: deep ? 'ushort' : 'uchar'})
    .toBuffer({resolveWithObject: true});
  const samples = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  const white = deep ? highestSample(facts) : 255;
  return {width: info.width, height: info.height, white, ...splitAlpha(samples, info.channels, white)};
}

/** sRGB by the file's profile, 8 bits. */
export async function srgbSamples(image: Sharp, facts: Metadata): Promise<Samples> {
  // sharp converts 16 bits with a profile to Display P3 unless told otherwise.
  const toSrgb = facts.depth === 'ushort' && facts.hasProfile;
  const {data, info} = await (toSrgb ? image.withIccProfile('srgb', {attach: false}) : image)
    .toColourspace('srgb')
    .raw({depth: 'uchar'})
    .toBuffer({resolveWithObject: true});
  return {width: info.width, height: info.height, white: 255, ...splitAlpha(data, info.channels, 255)};
}

/** Colours that were stored as bright as they show on black, in place. */
export function unpremultiply({colours, white, alpha}: Samples): void {
  if (!alpha) return;
  for (let at = 0; at < colours.length; at++) {
    const opacity = (alpha[Math.floor(at / 3)] as number) / 255;
    if (opacity > 0) colours[at] = Math.min(white, Math.round((colours[at] as number) / opacity));
  }
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
): {colours: Samples; alpha?: Uint8Array} {
  if (channels === 3) return {colours: samples};
  if (channels !== 4) throw new RangeError(`expected 3 or 4 channels, received ${channels}`);
  const pixels = samples.length / 4;
  const colours = (
    samples instanceof Uint16Array ? new Uint16Array(3 * pixels) : new Uint8Array(3 * pixels)
  ) as Samples;
  const alpha = new Uint8Array(pixels);
  let [isOpaque, isClear] = [true, true];
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      colours[3 * pixel + channel] = samples[4 * pixel + channel] as number;
    alpha[pixel] = Math.min(255, Math.round((255 * (samples[4 * pixel + 3] as number)) / white));
    if (alpha[pixel] !== 255) isOpaque = false;
    if (alpha[pixel] !== 0) isClear = false;
  }
  if (isClear) return {colours: colours.fill(white) as Samples};
  return isOpaque ? {colours} : {colours, alpha};
}
