/**
 * Measures what a picture is compared with at one size: the photo's features, and the paintings' statistics, blended
 * by their weights.
 */

import {type Photo, resizePhoto} from '../../images/photo.ts';
import {toPlanar} from '../../images/planar.ts';
import {sizeOfArea, sizeWithin} from '../contract/schedule.ts';
import type {Painter, Pass} from '../engine.ts';
import {contentTerms, styleTerms, type Targets} from '../objective/objective.ts';
import {totalVariationOf} from '../objective/total-variation.ts';
import type {ColorPlan} from './colors.ts';
import type {Recipe} from './recipe.ts';

export async function measureContent(
  {backend}: Painter,
  {width, height}: Pass,
  content: Photo,
  recipe: Recipe,
): Promise<Targets> {
  const image = toPlanar(await resizePhoto(content, width, height));
  return backend.measure(image, recipe, contentTerms(recipe));
}

/**
 * The paintings' statistics, and their own total variation as `tv`.
 * @param styleScale size of the strokes; 1 measures the painting at the picture's size
 */
export async function measureStyles(
  {backend}: Painter,
  {width, height}: Pass,
  styles: ColorPlan['styles'],
  styleScale: number,
  recipe: Recipe,
): Promise<Targets> {
  const measured: {targets: Targets; share: number}[] = [];
  for (const {photo, share} of styles) {
    const aspect = photo.width / photo.height;
    const size =
      recipe.styleFit === 'area'
        ? sizeOfArea(aspect, width * height * styleScale ** 2)
        : sizeWithin(aspect, Math.max(width, height) * styleScale);
    const image = toPlanar(await resizePhoto(photo, size.width, size.height));
    const targets = await backend.measure(image, recipe, styleTerms(recipe));
    measured.push({targets: {...targets, tv: Float32Array.of(totalVariationOf(image, recipe))}, share});
  }
  return blend(measured);
}

/** The weighted mean of targets of the same terms. */
export function blend(parts: readonly {targets: Targets; share: number}[]): Targets {
  const [first] = parts;
  if (!first || parts.length === 1) return first?.targets ?? {};
  return Object.fromEntries(
    Object.entries(first.targets).map(([name, {length}]) => {
      const sum = new Float32Array(length);
      for (const {targets, share} of parts) {
        targets[name]?.forEach((value, index) => {
          sum[index] = (sum[index] as number) + share * value;
        });
      }
      return [name, sum];
    }),
  );
}
