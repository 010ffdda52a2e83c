/** Refuses a size that memory does not suffice for, before painting starts, and names the largest size that fits. */
import {AppError} from '../../errors.ts';
import {limits, type RenderSettings} from '../contract/protocol.ts';
import {sizeOfArea} from '../contract/schedule.ts';
import type {Pass} from '../engine.ts';
import {type Recipe, recipeFor} from '../look/recipe.ts';

/**
 * @param plan the passes of a picture whose longest side is `size`
 * @param styleAspects width / height of each painting
 * @throws AppError `BAD_OPTION` naming the largest size that fits, `OUT_OF_MEMORY` when none does
 */
export function checkMemory(
  {size, styleScale}: Pick<RenderSettings, 'size' | 'styleScale'>,
  plan: (size: number) => readonly Pass[],
  styleAspects: readonly number[],
  recipe: Recipe,
): void {
  const fits = (longest: number): boolean =>
    plan(longest).every(({painter, width, height}) => {
      const spec = {...recipeFor(recipe, painter.encoder), width, height};
      const measured = styleAspects.map((aspect) => sizeOfArea(aspect, width * height * styleScale ** 2));
      return painter.backend.fits?.(spec, measured) ?? true;
    });
  if (fits(size)) return;
  const least = limits.minSize;
  if (!fits(least))
    throw new AppError('OUT_OF_MEMORY', 'the engine has too little memory for a picture of any size');

  let [most, tooLarge]: [number, number] = [least, size];
  while (tooLarge - most > 1) {
    const between = Math.floor((most + tooLarge) / 2);
    if (fits(between)) most = between;
    else tooLarge = between;
  }
  const received = String(size);
  throw new AppError(
    'BAD_OPTION',
    `size: expected at most ${most}, the largest that fits in the engine's memory, received ${received}`,
    {detail: {reason: 'optionRange', option: 'size', least, most, whole: true, received}},
  );
}
