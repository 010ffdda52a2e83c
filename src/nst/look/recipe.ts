/**
 * The look: which layers and weights make a picture, in one place. In the default every style layer's loss is taken
 * relative to the painting's own Gram matrix and the content loss relative to the photo's own features, so one set of
 * weights serves every preset, encoder and size, and the total stays near 1. What each switch does and what it was
 * measured to do is in docs/engine.md.
 */

import {limits} from '../contract/protocol.ts';
import {type Encoder, parseLayerName} from '../encoders/encoder.ts';
import {
  type Network,
  type ObjectiveSpec,
  parseTerm,
  type Targets,
  type Term,
  type TermWeights,
} from '../objective/objective.ts';

/**
 * How the layers of the style are balanced. `relative`: each loss is divided by the mean square of its own target and
 * gets its block's share; the content loss likewise. `flat`: every layer has the same factor, meant for F·Fᵀ/(C·H·W)
 * (Johnson's neural-style); the content loss stays as it is.
 */
export const layerWeightings = ['relative', 'flat'] as const;
export type LayerWeighting = (typeof layerWeightings)[number];

/** What L-BFGS does with pixels that leave 0–1: goes on, and cuts them off at the end, or clamps them at every step. */
export const lbfgsBounds = ['none', 'clamp'] as const;
export type LbfgsBounds = (typeof lbfgsBounds)[number];

/** What a picture grows from: the photo, or a grey of VGG's mean colour. */
export const starts = ['photo', 'noise'] as const;
export type Start = (typeof starts)[number];

/** Whose colours the photo has when its content is measured and when a picture starts from it. */
export const contentPalettes = ['photo', 'painting'] as const;
export type ContentPalette = (typeof contentPalettes)[number];

/** What the painting is measured at: as many pixels as the picture has, or the same longest side. */
export const styleFits = ['area', 'side'] as const;
export type StyleFit = (typeof styleFits)[number];

/** Everything about the look that is not a user's choice. */
export interface Recipe extends Network, Omit<ObjectiveSpec, 'width' | 'height'> {
  layerWeighting: LayerWeighting;
  /** Shares of blocks 1, 2 … in the style's losses (`relative`), in any unit; none: equal ones. */
  blockShares: readonly number[];
  /** Weight of the style losses together (`relative`) or factor of each (`flat`). */
  styleWeight: number;
  contentWeight: number;
  /** Factor of the content loss at the coarsest of several scales, where the composition is settled. */
  coarseContentGain: number;
  contentPalette: ContentPalette;
  /** Weight of the difference of neighbouring pixels. */
  totalVariationWeight: number;
  /** Weight of means and standard deviations beside a style weight of 1, all layers together (`relative`) or each. */
  momentWeight: number;
  styleFit: StyleFit;
  start: Start;
  /** Standard deviation of the seeded noise the start is mixed with, in units of the 0–1 range. */
  startNoise: number;
  /** Correction pairs L-BFGS keeps. */
  lbfgsHistory: number;
  lbfgsBounds: LbfgsBounds;
  /** Longest side of the coarsest scale, pixels. */
  coarsestSize: number;
  /** Evaluations per scale, coarsest first, the last for all that follow; none: as many as the quality says. */
  evaluations: readonly number[];
}

/** Gatys et al. 2015: the first convolution of every block. */
const firstLayers = ['block1_conv1', 'block2_conv1', 'block3_conv1', 'block4_conv1', 'block5_conv1'];

export const defaultRecipe: Recipe = {
  styleLayers: firstLayers,
  contentLayers: ['block3_conv1'],
  momentLayers: firstLayers,
  pooling: 'max',
  padding: 'replicate-input',
  gramNorm: 'hw',
  totalVariation: 'l2-mean',
  layerWeighting: 'relative',
  /** Large forms should not drown the photo's. */
  blockShares: [2, 1.5, 1, 1, 0.1],
  styleWeight: 1,
  contentWeight: 0.012,
  coarseContentGain: 15,
  contentPalette: 'painting',
  totalVariationWeight: 0.1,
  momentWeight: 1,
  styleFit: 'area',
  start: 'photo',
  startNoise: 0.1,
  lbfgsHistory: 10,
  lbfgsBounds: 'clamp',
  coarsestSize: limits.minSize,
  evaluations: [],
};

/** The recipe for an encoder that may stop before the deepest layer, and may have been made for one kind of pooling. */
export function recipeFor(recipe: Recipe, encoder: Encoder): Recipe {
  const has = (layer: string): boolean => encoder.convolutions.some(({name}) => name === layer);
  const [styleLayers, contentLayers, momentLayers] = [
    recipe.styleLayers.filter(has),
    recipe.contentLayers.filter(has),
    recipe.momentLayers.filter(has),
  ];
  const {pooling = recipe.pooling} = encoder;
  return {...recipe, pooling, styleLayers, contentLayers, momentLayers};
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
  const terms = Object.keys(targets).map(parseTerm);
  const shareOf = (term: Term): number => {
    const sum = terms.reduce(
      (total, other) => total + (other.kind === term.kind ? blockShare(recipe, other) : 0),
      0,
    );
    return blockShare(recipe, term) / sum;
  };

  const weightOf = (name: string, target: Float32Array): number => {
    const term = parseTerm(name);
    const weight = {
      content: recipe.contentWeight * (isCoarsest ? recipe.coarseContentGain : 1),
      style,
      mean: (style * recipe.momentWeight) / 2,
      std: (style * recipe.momentWeight) / 2,
    }[term.kind];
    return recipe.layerWeighting === 'relative' ? relativeTo(target, weight * shareOf(term)) : weight;
  };
  const weights = Object.entries(targets).map(([name, target]) => [name, weightOf(name, target)]);
  return {...Object.fromEntries(weights), tv: recipe.totalVariationWeight};
}

function blockShare({blockShares}: Recipe, {kind, layer}: Term): number {
  if (blockShares.length === 0 || kind === 'content') return 1;
  return blockShares[parseLayerName(layer).block - 1] ?? 0;
}

/** A target of zeros gives nothing to compare with, so it does not count. */
function relativeTo(target: Float32Array, weight: number): number {
  let sum = 0;
  for (const value of target) sum += value * value;
  return sum > 0 ? (weight * target.length) / sum : 0;
}
