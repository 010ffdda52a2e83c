/** Cuts out, enlarges and blurs planes of [height, width]. */
import type {Size} from '../contract/size.ts';

/** In pixels; right and bottom are the first ones outside. */
export interface PixelBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** @param width of the plane */
export function cropped(
  plane: Float32Array,
  width: number,
  {left, top, right, bottom}: PixelBox,
): Float32Array {
  const cut = new Float32Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++)
    cut.set(plane.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  return cut;
}

/** Bilinear. */
export function enlarged(plane: Float32Array, from: Size, to: Size): Float32Array {
  const wide = enlargedLines(plane, {lines: from.height, length: from.width, next: 1}, to.width);
  return enlargedLines(wide, {lines: to.width, length: from.height, next: to.width}, to.height);
}

/** Lines of a plane: rows, whose pixels lie beside each other, or columns. */
interface Lines {
  lines: number;
  /** Pixels of a line. */
  length: number;
  /** From a pixel of a line to the next one. */
  next: number;
}

function enlargedLines(plane: Float32Array, {lines, length, next}: Lines, newLength: number): Float32Array {
  const result = new Float32Array(lines * newLength);
  const isRow = next === 1;
  for (let at = 0; at < newLength; at++) {
    const place = Math.min(length - 1, Math.max(0, ((at + 0.5) * length) / newLength - 0.5));
    const first = Math.floor(place);
    const second = Math.min(length - 1, first + 1);
    for (let line = 0; line < lines; line++) {
      const start = isRow ? line * length : line;
      const one = plane[start + first * next] as number;
      const other = plane[start + second * next] as number;
      result[isRow ? line * newLength + at : line + at * next] = one + (place - first) * (other - one);
    }
  }
  return result;
}

/** Mean over a square of 2 · `radius` + 1 pixels; what is outside the plane repeats its edge. */
export function blurred(plane: Float32Array, {width, height}: Size, radius: number): Float32Array {
  const rows = blurredLines(plane, {lines: height, length: width, next: 1}, radius);
  return blurredLines(rows, {lines: width, length: height, next: width}, radius);
}

function blurredLines(plane: Float32Array, {lines, length, next}: Lines, radius: number): Float32Array {
  const result = new Float32Array(plane.length);
  for (let line = 0; line < lines; line++) {
    const start = next === 1 ? line * length : line;
    const value = (at: number): number =>
      plane[start + Math.min(length - 1, Math.max(0, at)) * next] as number;
    let sum = 0;
    for (let at = -radius; at <= radius; at++) sum += value(at);
    for (let at = 0; at < length; at++) {
      result[start + at * next] = sum / (2 * radius + 1);
      sum += value(at + radius + 1) - value(at - radius);
    }
  }
  return result;
}
