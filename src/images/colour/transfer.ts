/** How coded values become light, and light becomes sRGB (ITU-T H.273 table 3, IEC 61966-2-1, ITU-R BT.2100). */

/** Light is relative to the reference white: 1 is white, and HDR goes beyond. */
export interface Transfer {
  /** A coded value, 0–1, to light. */
  toLight(value: number): number;
  /** HDR has highlights to bring down. HLG's light is the scene's, until the system gamma makes it the display's. */
  hdr?: 'pq' | 'hlg';
}

/** Diffuse white in HDR pictures, cd/m² (ITU-R BT.2408). */
export const referenceWhiteNits = 203;
/** Peak of the display that HLG is graded on, cd/m² (ITU-R BT.2100, table 5). */
export const hlgPeakNits = 1000;

const srgb = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

export const power = (exponent: number): Transfer => ({toLight: (value) => value ** exponent});

/** SMPTE ST 2084. */
function pq(value: number): number {
  const [m1, m2] = [2610 / 16384, (2523 / 4096) * 128];
  const [c1, c2, c3] = [3424 / 4096, (2413 / 4096) * 32, (2392 / 4096) * 32];
  const root = value ** (1 / m2);
  return (10_000 / referenceWhiteNits) * (Math.max(0, root - c1) / (c2 - c3 * root)) ** (1 / m1);
}

/** ARIB STD-B67: light of the scene, 0–1. */
function hlg(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
}

const smpte240 = (value: number): number =>
  value <= 0.0912 ? value / 4 : ((value + 0.1115) / 1.1115) ** (1 / 0.45);

/** How displays show what cameras coded by BT.709's curve (ITU-R BT.1886). */
const bt1886 = power(2.4);

export const srgbTransfer: Transfer = {toLight: srgb};

/** By their code in H.273. */
const transfers: Readonly<Record<number, Transfer>> = {
  1: bt1886,
  4: power(2.2),
  5: power(2.8),
  6: bt1886,
  7: {toLight: smpte240},
  8: power(1),
  11: bt1886,
  14: bt1886,
  15: bt1886,
  16: {toLight: pq, hdr: 'pq'},
  17: {toLight: (value) => (52.37 / 48) * value ** 2.6},
  18: {toLight: hlg, hdr: 'hlg'},
};

/** Unknown codes are read as sRGB. */
export function transferOf(code: number): Transfer {
  return transfers[code] ?? srgbTransfer;
}

/**
 * The same for codes that come from a video codec. Those that describe cameras are shown with sRGB's curve, as
 * browsers do: encoders write them for what was sRGB.
 */
export function transferOfVideo(code: number): Transfer {
  const transfer = transferOf(code);
  return transfer === bt1886 ? srgbTransfer : transfer;
}

/** Light to a coded value of sRGB; clips to 0–1. */
export function toSrgb(light: number): number {
  if (!(light > 0)) return 0;
  if (light >= 1) return 1;
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
