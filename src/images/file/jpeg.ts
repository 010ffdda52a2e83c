/** The segments of a JPEG (ITU-T T.81, annex B): how it is coded, and whether all of it was sent. */
import {type Reader, readerOf} from './bytes.ts';

export interface JpegFacts {
  progressive: boolean;
  /** Samples of all components for one pixel: 1 grey, 1.5 for 4:2:0, 3 for 4:4:4, 4 for CMYK. */
  samplesPerPixel: number;
  scans: number;
  hasEnd: boolean;
  /** Whether each coefficient of each component was announced with its last bit. A scan may still be cut short. */
  allScansBegun: boolean;
  /** How people call what few decoders know; undefined for the usual: 8 bits, Huffman's codes, sequential or progressive. */
  unusual?: string;
  /** APP2 segments of an ICC profile, joined. */
  icc?: Uint8Array;
}

const [startOfScan, endOfImage, app2, jpegLs] = [0xda, 0xd9, 0xe2, 0xf7];
const withoutLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
const isFrame = (marker: number): boolean =>
  marker === jpegLs ||
  (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc);
/** By the frame's marker and its first byte, the bits of a sample (T.81, table B.1; T.87). */
function unusualCoding(marker: number, bits: number): string | undefined {
  if (marker === jpegLs) return 'JPEG-LS';
  const [process, isDifferential, isArithmetic] = [marker & 3, (marker & 4) !== 0, (marker & 8) !== 0];
  if (process === 3) return 'JPEG (lossless)';
  if (isDifferential) return 'JPEG (hierarchical)';
  if (isArithmetic) return 'JPEG (arithmetic coding)';
  return bits === 8 ? undefined : `JPEG (${bits} bits)`;
}

const endMarker = Buffer.from([0xff, endOfImage]);
const iccName = 'ICC_PROFILE\0';

export function readJpeg(bytes: Uint8Array): JpegFacts {
  const file = readerOf(bytes);
  const facts = {progressive: false, samplesPerPixel: 3, scans: 0, hasEnd: false};
  /** The parts of the profile by their number: they may stand in any order. */
  const profile: Uint8Array[] = [];
  let unusual: string | undefined;
  /** Component → the lowest bit sent so far of its constant part and of its 63 others. */
  const missing = new Map<number, Uint8Array>();
  let at = 2;
  while (at + 4 <= file.length) {
    if (file.u8(at) !== 0xff) break;
    const marker = file.u8(at + 1);
    if (marker === 0xff || withoutLength(marker)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === endOfImage) break;
    const segment = file.slice(at + 4, at + 2 + file.u16(at + 2));
    at += 2 + Math.max(2, file.u16(at + 2));
    if (isFrame(marker)) {
      facts.progressive = (marker & 3) === 2;
      unusual = unusualCoding(marker, segment.u8(0));
      facts.samplesPerPixel = samplesOf(segment);
      for (let index = 0; index < segment.u8(5); index++)
        missing.set(segment.u8(6 + 3 * index), new Uint8Array(64).fill(255));
    } else if (marker === app2 && segment.text(0, iccName.length) === iccName) {
      profile[segment.u8(iccName.length)] = segment.bytes.subarray(iccName.length + 2);
    } else if (marker === startOfScan) {
      facts.scans += 1;
      markSent(segment, missing, facts.progressive);
      at = endOfScan(bytes, at);
    }
  }
  facts.hasEnd = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(endMarker, at);
  const allScansBegun =
    missing.size > 0 && [...missing.values()].every((bits) => bits.every((bit) => bit === 0));
  return {
    ...facts,
    allScansBegun,
    ...(unusual && {unusual}),
    ...(profile.length > 0 && {icc: Buffer.concat(profile.filter(Boolean))}),
  };
}

/** The frame header gives each component's sampling factors, in fourths of the pixel rate at most. */
function samplesOf(frame: Reader): number {
  const components = Array.from({length: Math.min(4, frame.u8(5))}, (_, index) => frame.u8(7 + 3 * index));
  const factors = components.map((both) => ({across: both >> 4, down: both & 15}));
  const [across, down] = [
    Math.max(1, ...factors.map((one) => one.across)),
    Math.max(1, ...factors.map((one) => one.down)),
  ];
  return factors.reduce((sum, one) => sum + (one.across * one.down) / (across * down), 0);
}

function markSent(scan: Reader, missing: Map<number, Uint8Array>, progressive: boolean): void {
  const count = Math.min(4, scan.u8(0));
  const [first, last, bit] = [scan.u8(1 + 2 * count), scan.u8(2 + 2 * count), scan.u8(3 + 2 * count) & 15];
  for (let index = 0; index < count; index++) {
    const bits = missing.get(scan.u8(1 + 2 * index));
    if (progressive) bits?.fill(bit, first, last + 1);
    else bits?.fill(0);
  }
}

/** The first marker after coded data; a stuffed zero and restart markers belong to the data. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return bytes.length;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
