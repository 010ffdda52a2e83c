/**
 * The look: the layers and weights that make a picture, in one place. By default each style loss is relative to the
 * painting's own statistics and the content loss to the photo's own features. So one set of weights serves every
 * preset, encoder and size, and the total stays near 1. docs/engine.md says what each switch does, with measurements.
 */

import {limits} from '../contract/protocol.ts';
import {type Encoder, parseLayerName} from '../encoders/encoder.ts';
import {
  isMatrix,
  type Network,
  type ObjectiveSpec,
  parseTerm,
  type Targets,
  type Term,
  type TermWeights,
} from '../objective/objective.ts';

/**
 * How the style layers are balanced. `relative`: each loss, the content loss too, is divided by the mean square of its
 * own target, and each style loss gets its block's share. `flat`: every layer has the same factor, meant for
 * F·Fᵀ/(C·H·W) (Johnson's neural-style); the content loss is not divided.
 */
export const layerWeightings = ['relative', 'flat'] as const;
export type LayerWeighting = (typeof layerWeightings)[number];

/** What L-BFGS does with pixels outside 0–1. `none`: cuts them off at the end. `clamp`: clamps them at every step. */
export const lbfgsBounds = ['none', 'clamp'] as const;
export type LbfgsBounds = (typeof lbfgsBounds)[number];

/** What painting starts from. `photo`: the photo. `noise`: a grey of VGG's mean colour. */
export const starts = ['photo', 'noise'] as const;
export type Start = (typeof starts)[number];

/** The size at which the painting is measured: as many pixels as the picture has, or the same longest side. */
export const styleFits = ['area', 'side'] as const;
export type StyleFit = (typeof styleFits)[number];

/** Everything about the look that users do not choose. */
export interface Recipe extends Network, Omit<ObjectiveSpec, 'width' | 'height' | 'subjectMap'> {
  layerWeighting: LayerWeighting;
  /** Shares of blocks 1, 2 … in the style losses (`relative`), in any unit; empty means equal shares. */
  blockShares: readonly number[];
  /** Weight of all style losses together (`relative`), or factor of each (`flat`). */
  styleWeight: number;
  contentWeight: number;
  /** Factor of the content loss at the coarsest of several scales, where the composition is settled. */
  coarseContentGain: number;
  /** How much more the content counts inside faces; 0: faces are not looked for. */
  faceWeight: number;
  /** Evaluations of a small face's close-up (`painting/close-ups.ts`); 0: there are none. */
  closeUpEvaluations: number;
  /** How much more the content counts where the photo's features are strong (`subject/saliency.ts`); 0: all alike. */
  saliency: number;
  /** Weight of the difference of neighbouring pixels, relative to the painting's own (`relative`) or as it is. */
  totalVariationWeight: number;
  /** Weight of means and standard deviations per style weight of 1, for all layers together (`relative`) or each. */
  momentWeight: number;
  styleFit: StyleFit;
  start: Start;
  /** Standard deviation of the seeded noise added to the start, in units of the 0–1 range. */
  startNoise: number;
  /** Correction pairs L-BFGS keeps. */
  lbfgsHistory: number;
  lbfgsBounds: LbfgsBounds;
  /** Longest side of the coarsest scale, pixels. */
  coarsestSize: number;
  /** How far a finished picture of 512 pixels is averaged along its strokes (`painting/follow-strokes.ts`); 0: not at all. */
  strokeLength: number;
  /** Evaluations per scale, coarsest first; further scales repeat the last entry. Empty: the quality decides. */
  evaluations: readonly number[];
}

/** Gatys et al. 2015: the first convolution of every block. */
export const firstLayers = ['block1_conv1', 'block2_conv1', 'block3_conv1', 'block4_conv1', 'block5_conv1'];

export const defaultRecipe: Recipe = {
  styleLayers: ['block4_conv1', 'block5_conv1'],
  wassersteinLayers: ['block1_conv1', 'block2_conv1', 'block3_conv1'],
  contentLayers: ['block4_conv2'],
  momentLayers: firstLayers,
  pooling: 'max',
  padding: 'replicate-input',
  gramNorm: 'hw',
  totalVariation: 'l2-mean',
  colorVariation: 50,
  layerWeighting: 'relative',
  /** The painting's large forms should not drown out the photo's. */
  blockShares: [3, 3, 2.5, 0.6, 0.05],
  styleWeight: 2,
  contentWeight: 0.27,
  coarseContentGain: 4,
  faceWeight: 4,
  closeUpEvaluations: 30,
  saliency: 1,
  totalVariationWeight: 0.02,
  momentWeight: 1,
  styleFit: 'area',
  start: 'photo',
  startNoise: 0.1,
  lbfgsHistory: 10,
  lbfgsBounds: 'clamp',
  coarsestSize: limits.minSize,
  strokeLength: 1,
  evaluations: [],
};

/** All of the photo counts alike. */
export function withoutSubject(recipe: Recipe): Recipe {
  return {...recipe, faceWeight: 0, saliency: 0};
}

/** Adapts the recipe to an encoder, which may lack the deepest layers or need one kind of pooling. */
export function recipeFor(recipe: Recipe, encoder: Encoder): Recipe {
  const has = (layer: string): boolean => encoder.convolutions.some(({name}) => name === layer);
  const {pooling = recipe.pooling} = encoder;
  return {
    ...recipe,
    pooling,
    styleLayers: recipe.styleLayers.filter(has),
    wassersteinLayers: recipe.wassersteinLayers.filter(has),
    contentLayers: recipe.contentLayers.filter(has),
    momentLayers: recipe.momentLayers.filter(has),
  };
}

/**
 * Factors of the unweighted terms.
 * @param strength multiplier of the style losses
 * @param isCoarsest whether this is the coarsest of several scales
 */
export function weighTerms(
  recipe: Recipe,
  targets: Targets,
  strength: number,
  isCoarsest = false,
): TermWeights {
  const style = strength * recipe.styleWeight;
  const isRelative = recipe.layerWeighting === 'relative';
  const {tv, ...compared} = targets;
  const terms = Object.keys(compared).map(parseTerm);
  const shareOf = (term: Term): number => {
    const sum = terms.reduce(
      (total, other) => total + (groupOf(other) === groupOf(term) ? blockShare(recipe, other) : 0),
      0,
    );
    return blockShare(recipe, term) / sum;
  };

  const weightOf = (name: string, target: Float32Array): number => {
    const term = parseTerm(name);
    const weight = {
      content: recipe.contentWeight * (isCoarsest ? recipe.coarseContentGain : 1),
      style,
      wasserstein: style,
      mean: (style * recipe.momentWeight) / 2,
      std: (style * recipe.momentWeight) / 2,
    }[term.kind];
    if (!isRelative) return weight;
    const share = weight * shareOf(term);
    return term.kind === 'wasserstein' ? relativeToTrace(target, share) : relativeTo(target, share);
  };
  const weights = Object.entries(compared).map(([name, target]) => [name, weightOf(name, target)]);
  const own = isRelative ? Math.max(tv?.[0] ?? 1, leastVariation) : 1;
  return {...Object.fromEntries(weights), tv: recipe.totalVariationWeight / own};
}

function blockShare({blockShares}: Recipe, {kind, layer}: Term): number {
  if (blockShares.length === 0 || kind === 'content') return 1;
  return blockShares[parseLayerName(layer).block - 1] ?? 0;
}

/** Terms that share one weight: the two distances of Gram matrices do. */
function groupOf({kind}: Term): string {
  return isMatrix(kind) ? 'style' : kind;
}

/** Of a painting that is nearly one colour: 1/255 of the range from pixel to pixel is about 3e-5. */
const leastVariation = 1e-4;

/** Relative to the trace of a Gram matrix, whose root is the target: the distance to a black picture. */
function relativeToTrace(root: Float32Array, weight: number): number {
  return relativeTo(root, weight) / root.length;
}

/** A target of zeros gives nothing to compare with, so it does not count. */
function relativeTo(target: Float32Array, weight: number): number {
  let sum = 0;
  for (const value of target) sum += value * value;
  return sum > 0 ? (weight * target.length) / sum : 0;
}
