/**
 * The closed loop: after a pass, how near the picture came to the painting decides how much the content may weigh in the
 * next ones. A woodcut of two colours is far from any photo, so that with the usual weight the photo would win.
 */
import type {Encoder} from '../encoders/encoder.ts';
import {parseTerm} from '../objective/objective.ts';
import type {Recipe} from './recipe.ts';

/**
 * Wasserstein distance to the painting at the end of a pass, relative to a black picture's, that most pairs stay below:
 * a tenth more than the median at 256 pixels, of all pairs of bench/pairs.json (distilled) and of four (full). Distilled
 * features are smoother, so they come nearer.
 */
const usualDistance = {distilled: 0.003, full: 0.0055};
const leastGain = 0.25;

/**
 * @param gain of the pass that ended
 * @param terms of its picture, in the units of the total loss
 * @param strength that was asked for; below 1 the painting is meant to stay farther away
 * @returns factor of the content's weight in the next pass, at most 1
 */
export function nextContentGain(
  gain: number,
  terms: Readonly<Record<string, number>>,
  {maps}: Encoder,
  {styleWeight}: Recipe,
  strength: number,
): number {
  const sum = Object.entries(terms)
    .filter(([name]) => name !== 'tv' && parseTerm(name).kind === 'wasserstein')
    .reduce((total, [, term]) => total + term, 0);
  if (sum === 0) return gain;
  const distance = sum / (styleWeight * strength);
  const usual = (maps ? usualDistance.distilled : usualDistance.full) / Math.min(1, strength);
  return Math.min(gain, Math.max(leastGain, gain * (usual / distance) ** 1.5));
}

/** The recipe with a lighter content; faces keep their weight. */
export function withContentGain(recipe: Recipe, gain: number): Recipe {
  return {
    ...recipe,
    contentWeight: recipe.contentWeight * gain,
    faceWeight: (1 + recipe.faceWeight) / gain - 1,
  };
}
