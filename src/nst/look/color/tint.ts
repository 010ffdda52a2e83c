/**
 * Drawings in pencil, chalk or ink have one tint. Something of a photo's colours is left in every picture, and after such a
 * drawing that would be a pink face on grey paper. So the finished picture is brought to the drawing's tint. The photo keeps
 * its colours while it is painted: they tell the tongue from the fur.
 */
import type {Photo} from '../../../images/photo.ts';
import {type Oklab, oklabOf, photoOf} from './oklab.ts';

/**
 * How far nearly all (95 %) of a painting's pixels are from its mean tint, as a distance in OKLab's a and b: up to `one`
 * it counts as a drawing in one tint, from `many` on as a painting in colours. Pencil and chalk have 0.012, ink 0.013,
 * tinted silk 0.025, the least colourful of the presets in colours 0.041.
 */
const spread = {one: 0.015, many: 0.035};
const nearlyAll = 0.95;
/** Nothing is divided by zero, even after a drawing that is quite grey. */
const tiny = 1e-6;

interface Drawing {
  photo: Photo;
  share: number;
}

/**
 * The picture in the tint of what it is drawn after; as it is if one of the styles is a painting in colours.
 * No pixel is farther from the tint than nearly all of the drawing's are, but the order of their colours stays.
 * @param styles shares add up to 1
 */
export function tinted(picture: Photo, styles: readonly Drawing[]): Photo {
  const tints = styles.map((style) => ({...tintOf(oklabOf(style.photo)), share: style.share}));
  const widest = Math.max(...tints.map((tint) => tint.spread));
  const amount = Math.min(1, (spread.many - widest) / (spread.many - spread.one));
  if (amount <= 0) return picture;
  const image = oklabOf(picture);
  const meanOf = (plane: 'a' | 'b'): number => tints.reduce((sum, tint) => sum + tint.share * tint[plane], 0);
  const mean = {a: meanOf('a'), b: meanOf('b')};
  for (let pixel = 0; pixel < image.L.length; pixel++) {
    const [a, b] = [(image.a[pixel] as number) - mean.a, (image.b[pixel] as number) - mean.b];
    const kept = 1 - amount * (1 - widest / (widest + Math.hypot(a, b) + tiny));
    image.a[pixel] = mean.a + kept * a;
    image.b[pixel] = mean.b + kept * b;
  }
  return photoOf(image);
}

function tintOf({a, b}: Oklab): {a: number; b: number; spread: number} {
  const mean = {a: average(a), b: average(b)};
  const distances = a.map((value, pixel) => Math.hypot(value - mean.a, (b[pixel] as number) - mean.b)).sort();
  return {...mean, spread: distances[Math.floor(nearlyAll * (distances.length - 1))] as number};
}

function average(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
