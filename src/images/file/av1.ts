/** The colour description in AV1's sequence header (AV1 Bitstream & Decoding Process Specification, 5.3 to 5.5). */
import type {Reader} from './bytes.ts';

const sequenceHeader = 1;
/** No sequence header is longer; what a made file claims must not cost time. */
const mostUnits = 16;

/** Codes of ITU-T H.273. Undefined when there is no sequence header in `units`, or no description in it. */
export function av1Colour(units: Reader): {primaries: number; transfer: number} | undefined {
  let at = 0;
  for (let unit = 0; unit < mostUnits && at < units.length; unit++) {
    const header = units.u8(at);
    const hasSize = (header & 2) !== 0;
    at += (header & 4) === 0 ? 1 : 2;
    const [size, start] = hasSize ? leb128(units, at) : [units.length - at, at];
    if (((header >> 3) & 15) === sequenceHeader) return colourIn(bitsOf(units, start));
    at = start + size;
  }
  return undefined;
}

type Bits = (count: number) => number;

function colourIn(bits: Bits): {primaries: number; transfer: number} | undefined {
  const profile = bits(3);
  bits(1);
  const reduced = bits(1) === 1;
  if (reduced) bits(5);
  else skipOperatingPoints(bits);
  const [widthBits, heightBits] = [bits(4) + 1, bits(4) + 1];
  bits(widthBits);
  bits(heightBits);
  if (!reduced && bits(1)) bits(7);
  bits(3);
  if (!reduced) skipTools(bits);
  bits(3);
  const deep = bits(1);
  if (profile === 2 && deep) bits(1);
  if (profile !== 1) bits(1);
  return bits(1) ? {primaries: bits(8), transfer: bits(8)} : undefined;
}

function skipOperatingPoints(bits: Bits): void {
  let delayBits = 0;
  if (bits(1)) {
    bits(32);
    bits(32);
    if (bits(1)) skipUvlc(bits);
    if (bits(1)) {
      delayBits = bits(5) + 1;
      bits(32);
      bits(10);
    }
  }
  const hasDisplayDelay = bits(1);
  const points = bits(5) + 1;
  for (let point = 0; point < points; point++) {
    bits(12);
    if (bits(5) > 7) bits(1);
    if (delayBits > 0 && bits(1)) {
      bits(delayBits);
      bits(delayBits);
      bits(1);
    }
    if (hasDisplayDelay && bits(1)) bits(4);
  }
}

function skipTools(bits: Bits): void {
  bits(4);
  const hasOrderHint = bits(1);
  if (hasOrderHint) bits(2);
  const screenContent = bits(1) ? 2 : bits(1);
  if (screenContent > 0 && !bits(1)) bits(1);
  if (hasOrderHint) bits(3);
}

function skipUvlc(bits: Bits): void {
  let zeros = 0;
  while (zeros < 32 && !bits(1)) zeros += 1;
  bits(zeros);
}

/** Reads up to 32 bits at a time, most significant first. */
function bitsOf(units: Reader, start: number): Bits {
  let position = start * 8;
  return (count) => {
    let value = 0;
    for (let bit = 0; bit < count; bit++, position++) {
      value = value * 2 + ((units.u8(position >> 3) >> (7 - (position & 7))) & 1);
    }
    return value;
  };
}

/** @returns the number, and where it ends */
function leb128(units: Reader, at: number): [number, number] {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = units.u8(at + index);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return [value, at + index + 1];
  }
  return [value, at + 8];
}
