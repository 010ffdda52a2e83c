/**
 * What the terms measure, as differentiable functions of the image: an encoder's features and their statistics. Each
 * term with a target is the mean squared difference between a measure of the image and the same measure of another.
 */
import type {Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D} from '@tensorflow/tfjs';
import {caffeMeanBgr, convolutionsUpTo, type Encoder} from '../encoders/encoder.ts';
import type {GramNorm, Network, ObjectiveSpec, Term} from '../objective/objective.ts';
import type {EncoderTensors} from './convolution-tensors.ts';
import {
  absolute,
  averagePool,
  channelDeviations,
  channelMeans,
  convolveRelu,
  gramMatrix,
  line,
  mapChannels,
  maxPool,
  padReplicate,
  type Run,
} from './operations.ts';
import {blurredRoot} from './wasserstein.ts';

/** Keeps the slope of the root finite for a constant channel. */
const varianceFloor = 1e-6;

export interface View {
  /** The image, [1, H, W, 3]. */
  image: Tensor4D;
  /** Features [1, h, w, C] by layer. */
  layers: ReadonlyMap<string, Tensor4D>;
}

/**
 * Runs the encoder over `planar` [3, H, W] up to the deepest layer that `terms` use.
 * @throws RangeError when the encoder lacks a layer
 */
export function look(
  run: Run,
  planar: Tensor3D,
  encoder: Encoder,
  tensors: EncoderTensors,
  network: Network,
  terms: readonly Term[],
): View {
  const {tf} = run;
  const wanted = terms.map(({layer}) => layer);
  const [, height, width] = planar.shape;
  const image = tf.reshape(tf.transpose(planar, [1, 2, 0]), [1, height, width, 3]) as Tensor4D;
  const layers = new Map<string, Tensor4D>();
  const meanRgb = caffeMeanBgr.map((mean) => mean / 255).reverse();
  let value: Tensor4D = tf.sub(image, meanRgb);
  let block = 1;
  for (const convolution of convolutionsUpTo(encoder, wanted)) {
    if (convolution.block > block)
      value = network.pooling === 'max' ? maxPool(run, value) : averagePool(run, value);
    block = convolution.block;
    const isInput = layers.size === 0;
    const replicate = network.padding === 'replicate' || (network.padding === 'replicate-input' && isInput);
    if (replicate) value = padReplicate(run, value);
    value = convolveRelu(run, value, tensors.convolution(convolution), !replicate);
    layers.set(convolution.name, value);
  }
  return {image, layers};
}

/** One measure of an image: features [1, h, w, C], a Gram matrix or its root [C, C], or moments [C]. */
export function measure(
  run: Run,
  view: View,
  {kind, layer}: Term,
  tensors: EncoderTensors,
  gramNorm: GramNorm,
): Tensor {
  const {tf} = run;
  const features = view.layers.get(layer);
  if (!features) throw new RangeError(`layer ${layer} was not computed`);
  const map = tensors.map(layer);
  if (kind === 'wasserstein')
    return blurredRoot(tf, measure(run, view, {kind: 'style', layer}, tensors, gramNorm) as Tensor2D);
  if (kind === 'style') {
    const [, height, width, channels] = features.shape;
    const positions = height * width;
    const gram = gramMatrix(run, features, gramNorm === 'hw' ? positions : positions * channels);
    // M·G·Mᵀ, because G is symmetric.
    return map ? mapChannels(run, tf.transpose(mapChannels(run, gram, map)), map) : gram;
  }
  if (kind === 'mean') {
    const mean = channelMeans(run, features);
    return tf.reshape(map ? mapChannels(run, mean, map) : mean, [-1]);
  }
  const compared = map ? mapChannels(run, features, map) : features;
  return kind === 'content' ? compared : channelDeviations(run, compared, varianceFloor);
}

/** Σ|dx| + Σ|dy| (`l1-sum`) or mean(dx²) + mean(dy²) (`l2-mean`). */
export function totalVariation(
  run: Run,
  image: Tensor4D,
  {totalVariation: kind, colorVariation}: Pick<ObjectiveSpec, 'totalVariation' | 'colorVariation'>,
): Scalar {
  const {tf} = run;
  const along = (axis: 1 | 2): Scalar => {
    const length = image.shape[axis] - 1;
    const step = tf.sub(line(run, image, axis, 1, length), line(run, image, axis, 0, length)) as Tensor4D;
    if (kind === 'l1-sum') return tf.sum(absolute(run, step));
    const squares = tf.mean(tf.square(step)) as Scalar;
    if (colorVariation === 1) return squares;
    // Brightness² is a third of the square of the sum; the mean is over three channels.
    const brightness = tf.div(tf.mean(tf.square(tf.sum(step, 3))), 9) as Scalar;
    return tf.add(tf.mul(squares, colorVariation), tf.mul(brightness, 1 - colorVariation));
  };
  return tf.add(along(1), along(2));
}
