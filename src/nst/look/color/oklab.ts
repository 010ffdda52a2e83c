/**
 * OKLab, the space in which colours are compared and changed: equal steps look equal, and lightness can be changed
 * without changing the hue (Ottosson 2020, https://bottosson.github.io/posts/oklab/, matrices of 2021-01-25).
 */
import type {Photo} from '../../../images/photo.ts';
import type {Size} from '../../contract/size.ts';

/** Planes of [height, width]. */
export interface Oklab extends Size {
  /** Lightness, 0 (black) to 1 (white). */
  L: Float32Array;
  /** Green (negative) to red; sRGB reaches about ±0.3. */
  a: Float32Array;
  /** Blue (negative) to yellow. */
  b: Float32Array;
}

export function oklabOf({width, height, data}: Photo): Oklab {
  const lab = emptyOklab({width, height});
  for (let pixel = 0; pixel < width * height; pixel++) {
    const r = linear[data[3 * pixel] as number] as number;
    const g = linear[data[3 * pixel + 1] as number] as number;
    const b = linear[data[3 * pixel + 2] as number] as number;
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    lab.L[pixel] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    lab.a[pixel] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    lab.b[pixel] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  }
  return lab;
}

/** Colours that sRGB cannot show lose chroma, and light ones a little lightness; hue stays. */
export function photoOf({width, height, L, a, b}: Oklab): Photo {
  const data = new Uint8ClampedArray(3 * width * height);
  for (let pixel = 0; pixel < L.length; pixel++) {
    const lightness = Math.min(1, Math.max(0, L[pixel] as number));
    show(lightness, a[pixel] as number, b[pixel] as number);
    for (let channel = 0; channel < 3; channel++) data[3 * pixel + channel] = levelOf(rgb[channel] as number);
  }
  return {width, height, data: new Uint8Array(data.buffer)};
}

export function emptyOklab({width, height}: Size): Oklab {
  const plane = (): Float32Array => new Float32Array(width * height);
  return {width, height, L: plane(), a: plane(), b: plane()};
}

/** Linear light of the pixel at hand. One array for all, because a new one for each pixel costs more than the pixel. */
const rgb: [number, number, number] = [0, 0, 0];

/** Writes linear light to `rgb`. What does not fit moves towards the grey it would be a shade of. */
function show(L: number, a: number, b: number): void {
  if (fits(L, a, b)) return;
  const grey = L - Math.max(0, L - lightest) / 2;
  let [inside, outside] = [0, 1];
  for (let step = 0; step < gamutSteps; step++) {
    const share = (inside + outside) / 2;
    if (fits(grey + share * (L - grey), share * a, share * b)) inside = share;
    else outside = share;
  }
  fits(grey + inside * (L - grey), inside * a, inside * b);
}

/** Above this lightness there is too little chroma in sRGB, so that a light red would become white. */
const lightest = 0.6;
/** Halvings of the way to grey; 10 are finer than 8 bits. */
const gamutSteps = 10;
/** How far outside 0–1 linear light may be before it counts: less than one step of 8 bits. */
const tolerance = 1e-4;

/** Writes linear light to `rgb` and says whether sRGB can show it. */
function fits(L: number, a: number, b: number): boolean {
  const l = cube(L + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(L - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(L - 0.0894841775 * a - 1.291485548 * b);
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  rgb[0] = red;
  rgb[1] = green;
  rgb[2] = blue;
  const least = Math.min(red, green, blue);
  const most = Math.max(red, green, blue);
  return least >= -tolerance && most <= 1 + tolerance;
}

/** Much faster than a power. */
function cube(value: number): number {
  return value * value * value;
}

/** The transfer function of sRGB (IEC 61966-2-1) as tables: of the 256 levels, and back. */
const linear = Float32Array.from({length: 256}, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const tableEnd = 16_383;
/** By the square root of linear light, so that entries are dense where the function is steep. */
const levels = Float32Array.from({length: tableEnd + 1}, (_, index) => {
  const light = (index / tableEnd) ** 2;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
});

/** Light beyond 0–1 is cut off. */
function levelOf(light: number): number {
  return levels[Math.round(tableEnd * Math.sqrt(Math.min(1, Math.max(0, light))))] as number;
}
