/**
 * The look: which layers and weights make a picture, in one place. Every style layer's loss is taken relative to
 * the painting's own Gram matrix and the content loss relative to the photo's own features, so one set of weights
 * serves every preset, encoder and size, and the total stays near 1 as L-BFGS likes it.
 */
import type {Encoder} from './encoder.ts';
import type {ObjectiveSpec, Targets, TermWeights} from './objective.ts';

export const recipe = {
  /** Gatys et al. 2015: the first convolution of every block. */
  styleLayers: ['block1_conv1', 'block2_conv1', 'block3_conv1', 'block4_conv1', 'block5_conv1'],
  contentLayers: ['block4_conv2'],
  /** Average pooling lets the gradient reach every pixel: smoother strokes, no pooling grid. */
  pooling: 'average',
  padding: 'replicate-input',
  gramNorm: 'hw',
  totalVariation: 'l2-mean',
} as const satisfies Omit<ObjectiveSpec, 'width' | 'height'>;

/** Weight of the relative content loss beside a style weight of 1. */
const contentWeight = 0.1;
/** Weight of the mean squared difference of neighbouring pixels (0–1). */
const totalVariationWeight = 1;

/** The recipe for an encoder that may stop before the deepest layer. */
export function layersOf(encoder: Encoder): {styleLayers: string[]; contentLayers: string[]} {
  const has = (layer: string): boolean => encoder.convolutions.some(({name}) => name === layer);
  return {styleLayers: recipe.styleLayers.filter(has), contentLayers: recipe.contentLayers.filter(has)};
}

/** Factors of the unweighted terms. @param strength multiplier of the style loss */
export function weighTerms(targets: Targets, strength: number): TermWeights {
  const styles = Object.entries(targets.style);
  return Object.fromEntries([
    ...Object.entries(targets.content).map(([layer, features]) => [
      `content:${layer}`,
      contentWeight / meanSquare(features),
    ]),
    ...styles.map(([layer, gram]) => [`style:${layer}`, strength / styles.length / meanSquare(gram)]),
    ['tv', totalVariationWeight],
  ]);
}

function meanSquare(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.max(sum / values.length, Number.MIN_VALUE);
}
