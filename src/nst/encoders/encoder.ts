/**
 * An encoder is data: a chain of 3×3 convolutions in blocks, each followed by a ReLU, with 2×2 pooling between
 * blocks. VGG19 is one such chain, a narrower student another; the objective does not care which it gets.
 */

import type {Pooling} from '../objective/objective.ts';

export interface Convolution {
  /** Keras' name, `block4_conv2`: block and position, both from 1. */
  name: string;
  block: number;
  /** Output and input channels. */
  outputs: number;
  inputs: number;
  /**
   * [outputs, inputs, 3, 3], float32. The first convolution's inputs are B, G, R. Each access may read it from a file
   * again.
   */
  readonly kernel: Float32Array;
  /** [outputs]. */
  bias: Float32Array;
}

export interface Encoder {
  /** Name in logs and footers, for example `vgg19`. */
  name: string;
  /** The pooling it was made for; absent if the recipe decides. */
  pooling?: Pooling;
  /** In order of evaluation, without gaps. */
  convolutions: readonly Convolution[];
  /**
   * Linear maps [C, C] by layer, applied to features before a loss compares them. A student's features predict its
   * teacher's up to such a map, so distances after the map are the teacher's. A layer without one is compared as it is.
   */
  maps?: Readonly<Record<string, Float32Array>>;
}

/**
 * Mean of the ImageNet training pixels that VGG was trained with, subtracted from pixels in 0–255; B, G, R.
 * Source: the Caffe VGG19 model (Simonyan & Zisserman, arXiv 1409.1556), as in `keras.applications.vgg19`.
 */
export const caffeMeanBgr = [103.939, 116.779, 123.68] as const;

/** VGG19's sixteen convolutions by block (Simonyan & Zisserman 2014, table 1, configuration E). */
const vgg19Depths = [2, 2, 4, 4, 4] as const;
export const vgg19Widths = [64, 128, 256, 512, 512] as const;

export const vgg19LayerNames: readonly string[] = vgg19Depths.flatMap((depth, block) =>
  Array.from({length: depth}, (_, index) => `block${block + 1}_conv${index + 1}`),
);

/** @throws RangeError when the name is not of the form `block4_conv2`. */
export function parseLayerName(name: string): {block: number; index: number} {
  const match = /^block([1-9])_conv([1-9])$/.exec(name);
  if (!match)
    throw new RangeError(`expected a layer name like block4_conv2, received ${JSON.stringify(name)}`);
  return {block: Number(match[1]), index: Number(match[2])};
}

/** Forward multiply-adds per pixel of the image, up to `layer`. The cost of an evaluation is proportional to them. */
export function costPerPixel(encoder: Encoder, layer: string): number {
  return convolutionsUpTo(encoder, [layer]).reduce(
    (sum, {block, inputs, outputs}) => sum + (9 * inputs * outputs) / 4 ** (block - 1),
    0,
  );
}

/** The convolutions needed to reach the deepest of `layers`. @throws RangeError when the encoder lacks one. */
export function convolutionsUpTo(encoder: Encoder, layers: readonly string[]): readonly Convolution[] {
  const names = encoder.convolutions.map((convolution) => convolution.name);
  const depths = layers.map((layer) => {
    const depth = names.indexOf(layer);
    if (depth < 0) {
      throw new RangeError(
        `encoder ${encoder.name} has layers ${names.join(', ')}; received ${JSON.stringify(layer)}`,
      );
    }
    return depth + 1;
  });
  return encoder.convolutions.slice(0, Math.max(0, ...depths));
}
