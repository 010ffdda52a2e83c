/** The recipe that style transfer programs used for years; the bench compares with it. */
import {limits} from '../src/nst/contract/protocol.ts';
import {defaultRecipe, firstLayers, type Recipe} from '../src/nst/look/recipe.ts';

/**
 * `neural_style.lua` by Justin Johnson with its default weights, no total variation, and half its default iterations
 * (500, which its README times).
 */
export const classicRecipe: Recipe = {
  ...defaultRecipe,
  styleLayers: firstLayers,
  wassersteinLayers: [],
  contentLayers: ['block4_conv2'],
  momentLayers: [],
  padding: 'zero',
  gramNorm: 'chw',
  totalVariation: 'none',
  colorVariation: 1,
  layerWeighting: 'flat',
  blockShares: [],
  styleWeight: 100,
  contentWeight: 5,
  coarseContentGain: 1,
  faceWeight: 0,
  closeUpEvaluations: 0,
  saliency: 0,
  totalVariationWeight: 0,
  momentWeight: 0,
  styleFit: 'side',
  start: 'noise',
  startNoise: 0.001 / 255,
  lbfgsHistory: 100,
  lbfgsBounds: 'none',
  coarsestSize: limits.maxSize,
  strokeLength: 0,
  evaluations: [500],
};
