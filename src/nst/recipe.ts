/**
 * The look: which layers and weights make a picture, in one place. In the default every style layer's loss is taken
 * relative to the painting's own Gram matrix and the content loss relative to the photo's own features, so one set of
 * weights serves every preset, encoder and size, and the total stays near 1. What each switch does and what it was
 * measured to do is in docs/engine.md.
 */
import {type Encoder, parseLayerName} from './encoder.ts';
import {type Network, type ObjectiveSpec, parseTerm, type Targets, type TermWeights} from './objective.ts';
import {limits} from './protocol.ts';

/**
 * How the layers of the style are balanced. `relative`: each loss over the mean square of its own target, in equal
 * shares, content likewise. `gatys`: 1000/C² for C channels, meant for F·Fᵀ/(H·W) (Gatys et al. 2016). `flat`: all
 * alike, meant for F·Fᵀ/(C·H·W) (Johnson's neural-style). The last two leave the content loss as it is.
 */
export const layerWeightings = ['relative', 'gatys', 'flat'] as const;
export type LayerWeighting = (typeof layerWeightings)[number];

export const optimizers = ['lbfgs', 'adam'] as const;
export type OptimizerName = (typeof optimizers)[number];

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
  /** Weight of the style losses together (`relative`) or factor of each (`gatys`, `flat`). */
  styleWeight: number;
  contentWeight: number;
  /** Factor of the content loss at the coarsest of several scales, where the composition is settled. */
  coarseContentGain: number;
  contentPalette: ContentPalette;
  /** Weight of the difference of neighbouring pixels. */
  totalVariationWeight: number;
  /** Weight of means and standard deviations beside a style weight of 1, all layers together (`relative`) or each. */
  momentWeight: number;
  /** Weight of the Laplacian losses, all sizes together (`relative`) or each. */
  laplacianWeight: number;
  /** Factor of the style losses for every doubling of the size beyond 512 pixels. */
  largeSizeGain: number;
  styleFit: StyleFit;
  start: Start;
  /** Standard deviation of the seeded noise the start is mixed with, in units of the 0–1 range. */
  startNoise: number;
  optimizer: OptimizerName;
  /** Correction pairs L-BFGS keeps. */
  lbfgsHistory: number;
  /** Adam always clamps. */
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
  laplacianPools: [],
  pooling: 'max',
  poolingGain: 1,
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
  laplacianWeight: 0,
  largeSizeGain: 1,
  styleFit: 'area',
  start: 'photo',
  startNoise: 0.1,
  optimizer: 'lbfgs',
  lbfgsHistory: 10,
  lbfgsBounds: 'clamp',
  coarsestSize: limits.minSize,
  evaluations: [],
};

/**
 * What everybody did for years, to compare with: `neural_style.lua` by Justin Johnson with its default weights, half
 * its iterations (500, as its README times them) and no total variation.
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

/** Size beyond which a style fades, for the network's view of it stays as small as it is. */
const largeSize = 512;

/** Where in the ladder of scales a loss is weighed. */
export interface Rung {
  /** Longest side at this scale, pixels. */
  size: number;
  /** Whether it is the coarsest of several. */
  coarsest: boolean;
}

/**
 * Factors of the unweighted terms.
 * @param strength multiplier of the style losses
 */
export function weighTerms(
  recipe: Recipe,
  targets: Targets,
  strength: number,
  {size, coarsest}: Rung = {size: largeSize, coarsest: false},
): TermWeights {
  const doublings = Math.max(0, Math.log2(size / largeSize));
  const style = strength * recipe.styleWeight * recipe.largeSizeGain ** doublings;
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
    const {kind} = term;
    const weight = {
      content: recipe.contentWeight * (coarsest ? recipe.coarseContentGain : 1),
      laplacian: recipe.laplacianWeight,
      style,
      mean: (style * recipe.momentWeight) / 2,
      std: (style * recipe.momentWeight) / 2,
    }[kind];
    if (recipe.layerWeighting === 'relative') return relativeTo(target, weight * shareOf(term));
    /** A Gram matrix has C² entries. */
    if (recipe.layerWeighting === 'gatys' && kind === 'style') return (weight * 1000) / target.length;
    return weight;
  };
  const weights = Object.entries(targets).map(([name, target]) => [name, weightOf(name, target)]);
  return {...Object.fromEntries(weights), tv: recipe.totalVariationWeight};
}

type Term = ReturnType<typeof parseTerm>;

function blockShare({blockShares}: Recipe, {kind, of}: Term): number {
  if (blockShares.length === 0 || kind === 'content' || kind === 'laplacian') return 1;
  return blockShares[parseLayerName(of).block - 1] ?? 0;
}

/** A target of nothing, as the edges of a blank photo are, gives no measure to compare with: it does not count. */
function relativeTo(target: Float32Array, weight: number): number {
  let sum = 0;
  for (const value of target) sum += value * value;
  return sum > 0 ? (weight * target.length) / sum : 0;
}
