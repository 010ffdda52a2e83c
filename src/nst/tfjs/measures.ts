/**
 * What terms look at, as differentiable functions of the image: an encoder's features, their statistics, edges. Every
 * term with a target is the mean squared difference between a measure of the image and the same measure of another.
 */
import type {Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D} from '@tensorflow/tfjs';
import {caffeMeanBgr, convolutionsUpTo, type Encoder} from '../encoder.ts';
import type {GramNorm, Network, parseTerm, TotalVariation} from '../objective.ts';
import type {EncoderTensors} from './convolution-tensors.ts';
import {
  absolute,
  averagePool,
  convolveRelu,
  laplacian,
  line,
  maxPool,
  padReplicate,
  selfProduct,
  type Tensorflow,
  timesConstant,
} from './operations.ts';

/** Keeps the slope of the root finite for a channel that is the same everywhere. */
const varianceFloor = 1e-6;

export type Term = ReturnType<typeof parseTerm>;

export interface View {
  /** The image, [1, H, W, 3]. */
  image: Tensor4D;
  /** Features [1, h, w, C] by layer. */
  layers: ReadonlyMap<string, Tensor4D>;
}

/**
 * Runs the encoder over `planar` [3, H, W] up to the deepest layer that `terms` look at.
 * @throws RangeError when the encoder lacks one
 */
export function look(
  tf: Tensorflow,
  planar: Tensor3D,
  encoder: Encoder,
  tensors: EncoderTensors,
  network: Network,
  terms: readonly Term[],
): View {
  const wanted = terms.filter(({kind}) => kind !== 'laplacian').map(({of}) => of);
  const [, height, width] = planar.shape;
  const image = tf.reshape(tf.transpose(planar, [1, 2, 0]), [1, height, width, 3]) as Tensor4D;
  const layers = new Map<string, Tensor4D>();
  const meanRgb = caffeMeanBgr.map((mean) => mean / 255).reverse();
  let value: Tensor4D = tf.sub(image, meanRgb);
  let block = 1;
  for (const convolution of convolutionsUpTo(encoder, wanted)) {
    if (convolution.block > block) {
      value = network.pooling === 'max' ? maxPool(tf, value) : averagePool(tf, value);
      if (network.poolingGain !== 1) value = tf.mul(value, network.poolingGain);
    }
    block = convolution.block;
    const isInput = layers.size === 0;
    const replicate = network.padding === 'replicate' || (network.padding === 'replicate-input' && isInput);
    if (replicate) value = padReplicate(tf, value);
    value = convolveRelu(tf, value, tensors.convolution(convolution), !replicate);
    layers.set(convolution.name, value);
  }
  return {image, layers};
}

/** One measure of an image: features [h, w, C], a Gram matrix [C, C], moments [C] or edges [h, w, 3]. */
export function measure(
  tf: Tensorflow,
  {image, layers}: View,
  {kind, of}: Term,
  tensors: EncoderTensors,
  gramNorm: GramNorm,
): Tensor {
  if (kind === 'laplacian') return withoutBatch(tf, laplacian(tf, image, Number(of)));
  const features = layers.get(of);
  if (!features) throw new RangeError(`layer ${of} was not looked at`);
  const [, height, width, channels] = features.shape;
  const flat = tf.reshape(features, [height * width, channels]) as Tensor2D;
  const map = tensors.map(kind === 'content' ? 'content' : 'style', of);
  if (kind === 'style') {
    const positions = height * width;
    const product = selfProduct(tf, flat);
    const gram = tf.div(product, gramNorm === 'hw' ? positions : positions * channels) as Tensor2D;
    return map ? sandwich(tf, gram, map) : gram;
  }
  const compared = map ? timesConstant(tf, flat, map) : flat;
  if (kind === 'content') return tf.reshape(compared, [height, width, channels]);
  const mean = tf.mean(compared, 0);
  if (kind === 'mean') return mean;
  const variance = tf.mean(tf.square(tf.sub(compared, mean)), 0);
  return tf.sqrt(tf.add(variance, varianceFloor));
}

/** M·G·Mᵀ of a symmetric G, given Mᵀ. */
function sandwich(tf: Tensorflow, gram: Tensor2D, map: Tensor2D): Tensor2D {
  const half = timesConstant(tf, gram, map);
  return timesConstant(tf, tf.transpose(half), map);
}

/** Σ|dx| + Σ|dy| (`l1-sum`) or mean(dx²) + mean(dy²) (`l2-mean`). */
export function totalVariation(
  tf: Tensorflow,
  image: Tensor4D,
  kind: Exclude<TotalVariation, 'none'>,
): Scalar {
  const along = (axis: 1 | 2): Scalar => {
    const length = image.shape[axis] - 1;
    const step = tf.sub(line(tf, image, axis, 1, length), line(tf, image, axis, 0, length)) as Tensor4D;
    return kind === 'l1-sum' ? tf.sum(absolute(tf, step)) : tf.mean(tf.square(step));
  };
  return tf.add(along(1), along(2));
}

function withoutBatch(tf: Tensorflow, value: Tensor4D): Tensor3D {
  return tf.reshape(value, value.shape.slice(1) as [number, number, number]);
}
