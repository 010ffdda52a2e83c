/**
 * The one place that says which colours a file means. The PNG specification (third edition, 4.3) and MIAF (ISO/IEC
 * 23000-22, 7.3.6.4) say which of several statements counts.
 */
import {av1Colour} from '../file/av1.ts';
import {type Reader, readerOf} from '../file/bytes.ts';
import {readHeif} from '../file/heif.ts';
import {readJpeg} from '../file/jpeg.ts';
import type {PictureKind} from '../file/kind.ts';
import {pngChunks} from '../file/png.ts';
import {bt709, conversion, type Point, type Primaries, primariesOf} from './primaries.ts';
import {hlgPeakNits, power, srgbTransfer, type Transfer, transferOf, transferOfVideo} from './transfer.ts';

export interface ColourSignal {
  primaries: Primaries;
  transfer: Transfer;
  /** The brightest the picture gets, cd/m². Matters only for HDR. */
  peakNits: number;
}

interface Light {
  maxContentNits?: number;
  maxDisplayNits?: number;
}

/** Undefined when the colours are sRGB's, or an ICC profile's, which libvips converts. */
export function colourSignal(bytes: Uint8Array, kind: PictureKind): ColourSignal | undefined {
  if (kind === 'png') return ofPng(bytes);
  if (kind === 'heif') return ofHeif(bytes);
  if (kind === 'jpeg') return ofProfile(readJpeg(bytes).icc);
  if (kind === 'webp') return ofProfile(webpProfile(bytes));
  return undefined;
}

function ofCodes(primaries: Primaries, transfer: Transfer, light: Light = {}): ColourSignal | undefined {
  if (primaries === bt709 && transfer === srgbTransfer) return undefined;
  return {primaries, transfer, peakNits: light.maxContentNits ?? light.maxDisplayNits ?? hlgPeakNits};
}

/** cICP, then iCCP, then sRGB, then gAMA and cHRM. Only chunks before the pixels count. */
function ofPng(bytes: Uint8Array): ColourSignal | undefined {
  const chunks = new Map<string, Reader>();
  for (const {type, data} of pngChunks(bytes)) {
    if (type === 'IDAT') break;
    if (!chunks.has(type)) chunks.set(type, data);
  }
  const codes = chunks.get('cICP');
  // Matrix coefficients other than 0 would mean that the pixels are not RGB, which a PNG cannot say. Browsers do not take
  // the codes of a narrow range either.
  const [matrix, fullRange] = [codes?.u8(2), codes?.u8(3)];
  if (codes && codes.length >= 4 && matrix === 0 && fullRange === 1)
    return ofCodes(primariesOf(codes.u8(0)), transferOf(codes.u8(1)), pngLight(chunks));
  if (chunks.has('iCCP') || chunks.has('sRGB')) return undefined;
  return ofGamma(chunks.get('gAMA'), chunks.get('cHRM'));
}

/** In 0.0001 cd/m². */
function pngLight(chunks: ReadonlyMap<string, Reader>): Light {
  const content = chunks.get('cLLI')?.u32(0);
  const display = chunks.get('mDCV')?.u32(16);
  return {
    ...(content && {maxContentNits: content / 10_000}),
    ...(display && {maxDisplayNits: display / 10_000}),
  };
}

/** An exponent this close to sRGB's, without primaries, stands for sRGB (libpng takes five hundredths, too). */
const nearSrgb = 0.05;

/** Hundred-thousandths of the exponent and of the chromaticities. Chromaticities alone say too little. */
function ofGamma(gamma: Reader | undefined, chromaticities: Reader | undefined): ColourSignal | undefined {
  const exponent = (gamma?.u32(0) ?? 0) / 100_000;
  if (exponent === 0) return undefined;
  const primaries = chromaticities ? pointsOf(chromaticities) : bt709;
  if (!conversion(primaries, bt709)) return undefined;
  if (!chromaticities && Math.abs(exponent * 2.2 - 1) <= nearSrgb) return undefined;
  return {primaries, transfer: power(1 / exponent), peakNits: hlgPeakNits};
}

/** cHRM has white first. */
function pointsOf(chunk: Reader): Primaries {
  const point = (index: number): Point => [
    chunk.u32(8 * index) / 100_000,
    chunk.u32(8 * index + 4) / 100_000,
  ];
  return [point(1), point(2), point(3), point(0)];
}

/** An ICC profile of the picture, then nclx codes, then those in the coded picture itself. */
function ofHeif(bytes: Uint8Array): ColourSignal | undefined {
  const picture = readHeif(bytes);
  if (!picture) return undefined;
  if (picture.icc) return ofProfile(picture.icc);
  const inside = (): {primaries: number; transfer: number} | undefined =>
    picture.codec === 'av01'
      ? ((picture.config && av1Colour(picture.config.slice(4, picture.config.length))) ??
        av1Colour(picture.data))
      : undefined;
  const codes = picture.nclx ?? inside();
  return codes && ofCodes(primariesOf(codes.primaries), transferOfVideo(codes.transfer), picture);
}

/** A profile can name codes in a `cicp` tag, which count more than its tables (ICC.1:2022, 9.2.17). */
function ofProfile(icc: Uint8Array | undefined): ColourSignal | undefined {
  if (!icc) return undefined;
  const profile = readerOf(icc);
  const isRgb = profile.text(16, 4) === 'RGB ';
  for (let tag = 0; isRgb && tag < Math.min(100, profile.u32(128)); tag++) {
    const at = 132 + 12 * tag;
    if (profile.text(at, 4) !== 'cicp') continue;
    const start = profile.u32(at + 4);
    if (profile.u8(start + 10) !== 0) return undefined;
    return ofCodes(primariesOf(profile.u8(start + 8)), transferOf(profile.u8(start + 9)));
  }
  return undefined;
}

function webpProfile(bytes: Uint8Array): Uint8Array | undefined {
  const file = readerOf(bytes);
  for (let at = 12; at + 8 <= file.length; at += 8 + file.u32le(at + 4) + (file.u32le(at + 4) & 1)) {
    if (file.text(at, 4) === 'ICCP') return file.slice(at + 8, at + 8 + file.u32le(at + 4)).bytes;
  }
  return undefined;
}
