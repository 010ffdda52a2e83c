/**
 * The one place where files become pixels, whoever brings them: Discord, the command line, or a folder of paintings.
 * Pictures come out upright and in sRGB, with the transparency they have.
 */
import {AppError} from '../errors.ts';
import {limits} from '../nst/contract/protocol.ts';
import type {Size} from '../nst/contract/size.ts';
import {toEightBitSrgb} from './colour/convert.ts';
import {readGains} from './colour/read-gains.ts';
import {colourSignal} from './colour/signal.ts';
import {openImage} from './decoder.ts';
import {endsEarly, withEnd} from './file/ending.ts';
import {readHeif} from './file/heif.ts';
import {asStill} from './file/heif-edit.ts';
import {readJpeg} from './file/jpeg.ts';
import type {PictureKind} from './file/kind.ts';
import {type ImageHeader, readHeader, refusal, requireKind, unsupported} from './header.ts';
import {requireAllPixels, requireAllTiles} from './require-all-pixels.ts';
import {codedSamples, sourceOf, srgbSamples, unpremultiply} from './samples.ts';

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
  // libheif leaves tiles that are missing black, and says nothing.
  if (kind === 'heif' && endsEarly(bytes, kind)) throw truncated(label);
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
  const unusual = kind === 'jpeg' ? readJpeg(bytes).unusual : undefined;
  if (unusual) throw unsupported(label, unusual, failure);
  if (endsEarly(bytes, kind)) throw truncated(label, failure);
  throw refusal(`${label} is damaged or incomplete`, {reason: 'damagedImage'}, failure);
}

function truncated(label: string, cause?: unknown): AppError {
  const message = `${label} is damaged or incomplete: the file ends before the picture`;
  return refusal(message, {reason: 'truncatedImage'}, cause);
}

/** The file as that of one picture, and if that cannot be read, with its end put back. */
function* versionsOf(bytes: Uint8Array, kind: PictureKind): Generator<{whole: Uint8Array; strict: boolean}> {
  yield {whole: kind === 'heif' ? asStill(bytes) : bytes, strict: false};
  for (const whole of withEnd(bytes, kind)) yield {whole, strict: true};
}

type Pixels = Omit<Picture, 'header'>;

async function decode(bytes: Uint8Array, {kind, facts}: ImageHeader, maxSide: number): Promise<Pixels> {
  const heif = kind === 'heif' ? readHeif(bytes) : undefined;
  if (heif?.codec === 'av01') await requireAllTiles(bytes, heif);
  const source = await sourceOf(bytes, kind, facts, maxSide);
  const signal = colourSignal(source.bytes, source.kind);
  const image = openImage(source.bytes, {ignoreIcc: signal !== undefined})
    .autoOrient()
    .resize({width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true});
  const samples = await (signal ? codedSamples : srgbSamples)(image, source.facts);
  if (heif?.premultiplied) unpremultiply(samples);
  const {width, height, colours, white, alpha} = samples;
  if (!signal) return {width, height, data: colours as Uint8Array, ...(alpha && {alpha})};
  const gains = heif && signal.transfer.hdr && (await readGains(bytes, heif, signal.primaries, samples));
  const data = await toEightBitSrgb(colours, white, signal, gains || undefined);
  return {width, height, data, ...(alpha && {alpha})};
}
