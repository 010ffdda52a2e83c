/**
 * The look: which layers and weights make a picture, in one place. Every style layer's loss is taken relative to
 * the painting's own Gram matrix and the content loss relative to the photo's own features, so one set of weights
 * serves every preset, encoder and size, and the total stays near 1 as L-BFGS likes it.
 */
import type {Encoder} from './encoder.ts';
import {type Network, type ObjectiveSpec, parseTerm, type Targets, type TermWeights} from './objective.ts';

/** Everything about the look that is not a user's choice. */
export interface Recipe extends Network, Omit<ObjectiveSpec, 'width' | 'height'> {
  /** Weight of the relative content loss beside a style weight of 1. */
  contentWeight: number;
  /** Weight of the mean squared difference of neighbouring pixels (0–1). */
  totalVariationWeight: number;
  /** Weight of the relative losses of means and standard deviations, all layers together. */
  momentWeight: number;
  /** Weight of the relative Laplacian losses, all sizes together. */
  laplacianWeight: number;
  /** Standard deviation of the seeded noise the start is mixed with, in units of the 0–1 range. */
  startNoise: number;
}

export const defaultRecipe: Recipe = {
  /** Gatys et al. 2015: the first convolution of every block. */
  styleLayers: ['block1_conv1', 'block2_conv1', 'block3_conv1', 'block4_conv1', 'block5_conv1'],
  contentLayers: ['block4_conv2'],
  momentLayers: [],
  laplacianPools: [],
  /** Average pooling lets the gradient reach every pixel: smoother strokes, no pooling grid. */
  pooling: 'average',
  poolingGain: 1,
  padding: 'replicate-input',
  gramNorm: 'hw',
  totalVariation: 'l2-mean',
  contentWeight: 0.1,
  totalVariationWeight: 1,
  momentWeight: 0,
  laplacianWeight: 0,
  startNoise: 0.1,
};

/** The recipe for an encoder that may stop before the deepest layer. */
export function recipeFor(recipe: Recipe, encoder: Encoder): Recipe {
  const has = (layer: string): boolean => encoder.convolutions.some(({name}) => name === layer);
  const [styleLayers, contentLayers, momentLayers] = [
    recipe.styleLayers.filter(has),
    recipe.contentLayers.filter(has),
    recipe.momentLayers.filter(has),
  ];
  return {...recipe, styleLayers, contentLayers, momentLayers};
}

/** Factors of the unweighted terms. @param strength multiplier of the style losses */
export function weighTerms(recipe: Recipe, targets: Targets, strength: number): TermWeights {
  const names = Object.keys(targets);
  const countOf = (kind: string): number => names.filter((name) => parseTerm(name).kind === kind).length;
  const weightOf = {
    content: recipe.contentWeight,
    laplacian: recipe.laplacianWeight / countOf('laplacian'),
    style: strength / countOf('style'),
    mean: (strength * recipe.momentWeight) / countOf('mean') / 2,
    std: (strength * recipe.momentWeight) / countOf('std') / 2,
  };
  const relative = Object.entries(targets).map(([name, target]) => [
    name,
    weightOf[parseTerm(name).kind] / meanSquare(target),
  ]);
  return {...Object.fromEntries(relative), tv: recipe.totalVariationWeight};
}

function meanSquare(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.max(sum / values.length, Number.MIN_VALUE);
}
