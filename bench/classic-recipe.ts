/** The recipe that style transfer programs had for years, as the yardstick of the bench. */
import {limits} from '../src/nst/contract/protocol.ts';
import {defaultRecipe, type Recipe} from '../src/nst/look/recipe.ts';

/**
 * `neural_style.lua` by Justin Johnson with its default weights, half its iterations (500, as its README times them)
 * and no total variation.
 */
export const classicRecipe: Recipe = {
  ...defaultRecipe,
  contentLayers: ['block4_conv2'],
  momentLayers: [],
  padding: 'zero',
  gramNorm: 'chw',
  totalVariation: 'none',
  layerWeighting: 'flat',
  blockShares: [],
  styleWeight: 100,
  contentWeight: 5,
  coarseContentGain: 1,
  contentPalette: 'photo',
  totalVariationWeight: 0,
  momentWeight: 0,
  styleFit: 'side',
  start: 'noise',
  startNoise: 0.001 / 255,
  lbfgsHistory: 100,
  lbfgsBounds: 'none',
  coarsestSize: limits.maxSize,
  evaluations: [500],
};
