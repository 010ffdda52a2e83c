/**
 * Drawings in pencil, chalk or ink have one tint. Something of a photo's colours is left in every picture, and after such a
 * drawing that would be a pink face on grey paper. So the finished picture is brought to the drawing's tint. The photo keeps
 * its colours while it is painted: they tell the tongue from the fur.
 */
import type {Photo} from '../../../images/photo.ts';
import {oklabOf, photoOf} from './oklab.ts';

/**
 * How far nearly all (95 %) of a painting's pixels are from its mean tint, as a distance in OKLab's a and b: up to `one`
 * it counts as a drawing in one tint, from `many` on as a painting in colours. Pencil and chalk have 0.012, ink 0.013,
 * tinted silk 0.025, the least colourful of the presets in colours 0.041.
 */
const spread = {one: 0.015, many: 0.035};
const nearlyAll = 0.95;
/** Nothing is divided by zero, even after a drawing that is quite grey. */
const tiny = 1e-6;

/** Pixels of a painting that are looked at. */
const samples = 1 << 16;

interface Drawing {
  photo: Photo;
  share: number;
}

/** The tint of drawings. */
export interface Tint {
  /** In OKLab. */
  a: number;
  b: number;
  /** How far nearly all of the drawings' pixels are from it. */
  spread: number;
  /** How much of a picture's own tints goes, 0–1. */
  amount: number;
}

/**
 * @param styles shares add up to 1
 * @returns undefined if one of them is a painting in colours
 */
export function tintOf(styles: readonly Drawing[]): Tint | undefined {
  const tints = styles.map(({photo, share}) => ({...measure(photo), share}));
  const widest = Math.max(...tints.map((tint) => tint.spread));
  const amount = Math.min(1, (spread.many - widest) / (spread.many - spread.one));
  if (amount <= 0) return undefined;
  const meanOf = (plane: 'a' | 'b'): number => tints.reduce((sum, tint) => sum + tint.share * tint[plane], 0);
  return {a: meanOf('a'), b: meanOf('b'), spread: widest, amount};
}

/** The picture in that tint. No pixel is farther from it than `tint.spread`, but the order of their tints stays. */
export function tinted(picture: Photo, tint: Tint): Photo {
  const image = oklabOf(picture);
  for (let pixel = 0; pixel < image.L.length; pixel++) {
    const [a, b] = [(image.a[pixel] as number) - tint.a, (image.b[pixel] as number) - tint.b];
    const kept = 1 - tint.amount * (1 - tint.spread / (tint.spread + Math.hypot(a, b) + tiny));
    image.a[pixel] = tint.a + kept * a;
    image.b[pixel] = tint.b + kept * b;
  }
  return photoOf(image);
}

function measure(photo: Photo): {a: number; b: number; spread: number} {
  const {a, b} = oklabOf(sampled(photo));
  const mean = {a: average(a), b: average(b)};
  const distances = a.map((value, pixel) => Math.hypot(value - mean.a, (b[pixel] as number) - mean.b)).sort();
  return {...mean, spread: distances[Math.floor(nearlyAll * (distances.length - 1))] as number};
}

/** Pixels at equal distances, as a picture of one row. */
function sampled({width, height, data}: Photo): Photo {
  const step = Math.max(1, Math.floor((width * height) / samples));
  const count = Math.floor((width * height) / step);
  const row = new Uint8Array(3 * count);
  for (let index = 0; index < count; index++)
    row.set(data.subarray(3 * step * index, 3 * step * index + 3), 3 * index);
  return {width: count, height: 1, data: row};
}

function average(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
