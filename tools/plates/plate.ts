/**
 * A plate is a style image drawn by a program. It computes the pixels one by one, in colours 0–255, from fixed seeds,
 * so the same program always draws the same file.
 */
import sharp from 'sharp';

export type Color = readonly [red: number, green: number, blue: number];

/** Colour at a point; x and y in pixels, 0 at the top left. */
export type Shade = (x: number, y: number) => Color;

export interface Plate {
  width: number;
  height: number;
  /** [height, width, 3], not yet rounded. */
  data: Float32Array;
}

export function shade(width: number, height: number, colorAt: Shade): Plate {
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colorAt(x, y), 3 * (y * width + x));
  return {width, height, data};
}

/** Rasterises an SVG, as a plate of its own or for a program that shades it further. */
export async function fromSvg(svg: string, width: number, height: number): Promise<Plate> {
  const pixels = await sharp(Buffer.from(svg))
    .resize({width, height})
    .flatten()
    .removeAlpha()
    .raw()
    .toBuffer();
  return {width, height, data: Float32Array.from(pixels)};
}

export function colorAt({width, data}: Plate, x: number, y: number): Color {
  const index = 3 * (y * width + x);
  return [data[index] as number, data[index + 1] as number, data[index + 2] as number];
}

export async function saveWebp({width, height, data}: Plate, path: string, quality = 86): Promise<void> {
  const pixels = new Uint8ClampedArray(data);
  await sharp(pixels, {raw: {width, height, channels: 3}})
    .webp({quality, effort: 6})
    .toFile(path);
}

export function mix(a: Color, b: Color, share: number): Color {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export function times(color: Color, factor: number): Color {
  return [color[0] * factor, color[1] * factor, color[2] * factor];
}

export function hex(code: string): Color {
  const value = Number.parseInt(code.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** 0 at `from`, 1 at `to`, smooth between them and constant beyond. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
