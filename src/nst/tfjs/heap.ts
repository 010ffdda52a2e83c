/**
 * Predicts the memory an image takes on TensorFlow.js. The figures are fitted to peaks of the WebAssembly heap
 * (docs/tfjs.md), which grows in steps and never shrinks. They are a little too high rather than too low.
 */

import type {Size} from '../contract/size.ts';
import {type Convolution, convolutionsUpTo, type Encoder} from '../encoders/encoder.ts';
import {contentTerms, type ObjectiveSpec, parseTerm, styleTerms} from '../objective/objective.ts';

/** WebAssembly has 32-bit addresses. */
export const wasmHeapBytes = 4 * 2 ** 30;

/** Three-channel images between operations: padded, sliced, transposed. */
const imageBytesPerPixel = 600;
/** Bytes per byte of the encoder's feature maps. */
const featureFactors = {objective: 3.4, measure: 2.2};
/** Added to the factor of layers with compared means and deviations. */
const momentFactor = 3;
/** Kernels for both directions, each again in XNNPACK's layout, and what making them leaves behind. */
const weightFactor = 6;

/** Bytes for evaluating the objective and, before it, measuring paintings of the sizes `measured`. */
export function bytesFor(encoder: Encoder, spec: ObjectiveSpec, measured: readonly Size[]): number {
  const layers = [...contentTerms(spec), ...styleTerms(spec)].map((name) => parseTerm(name).layer);
  const used = convolutionsUpTo(encoder, layers);
  const weights = used.reduce((sum, {outputs, inputs}) => sum + 4 * 9 * outputs * inputs, 0);
  const bytesPerPixel = (sum: number, {block, outputs}: Convolution): number =>
    sum + (4 * outputs) / 4 ** (block - 1);
  const features = used.reduce(bytesPerPixel, 0);
  const centered = used.filter(({name}) => spec.momentLayers.includes(name)).reduce(bytesPerPixel, 0);
  const of = (part: keyof typeof featureFactors, {width, height}: Size): number =>
    width * height * (imageBytesPerPixel + featureFactors[part] * features + momentFactor * centered);
  return (
    weightFactor * weights + Math.max(of('objective', spec), ...measured.map((size) => of('measure', size)))
  );
}
