/**
 * An encoder's weights as lasting tensors: each kernel once for the forward pass and once turned for the gradient. They
 * are made when a layer is first used, and live as long as their backend.
 */
import type {Tensor1D, Tensor2D, Tensor4D} from '@tensorflow/tfjs';
import type {Convolution, Encoder} from '../encoders/encoder.ts';
import type {Tensorflow} from './tensorflow-type.ts';

export interface ConvolutionTensors {
  /** [3, 3, inputs, outputs]. The first layer's takes R, G, B in 0–1. */
  kernel: Tensor4D;
  /** [outputs]. */
  bias: Tensor1D;
  /** [3, 3, outputs, inputs], each 3×3 plane turned by 180°. */
  flipped: Tensor4D;
}

export interface EncoderTensors {
  convolution(of: Convolution): ConvolutionTensors;
  /** The encoder's linear map for a layer, as Mᵀ [C, C]: features [N, C] times Mᵀ are the mapped ones. */
  map(layer: string): Tensor2D | undefined;
}

export function encoderTensors(tf: Tensorflow, encoder: Encoder): EncoderTensors {
  const convolutions = new Map<string, ConvolutionTensors>();
  const maps = new Map<string, Tensor2D>();
  return {
    convolution(of) {
      const made = convolutions.get(of.name) ?? makeConvolution(tf, of);
      convolutions.set(of.name, made);
      return made;
    },
    map(layer) {
      const map = encoder.maps?.[layer];
      if (!map) return undefined;
      const channels = Math.sqrt(map.length);
      const made = maps.get(layer) ?? keptMatrix(tf, map, channels);
      maps.set(layer, made);
      return made;
    },
  };
}

/** Tensors made while a gradient is traced would be disposed with it, hence the `keep`s. */
function makeConvolution(tf: Tensorflow, {kernel, bias, outputs, inputs}: Convolution): ConvolutionTensors {
  return tf.tidy(() => {
    const planar = tf.tensor4d(kernel, [outputs, inputs, 3, 3]);
    const turned = tf.transpose(planar, [2, 3, 1, 0]);
    // The pixels are R, G, B in 0–1, but the network's first layer expects B, G, R in 0–255.
    const forward = inputs === 3 ? tf.mul(tf.reverse(turned, 2), 255) : turned;
    return {
      kernel: tf.keep(tf.clone(forward)) as Tensor4D,
      bias: tf.keep(tf.tensor1d(bias)),
      flipped: tf.keep(tf.transpose(tf.reverse(forward, [0, 1]), [0, 1, 3, 2])) as Tensor4D,
    };
  });
}

function keptMatrix(tf: Tensorflow, map: Float32Array, channels: number): Tensor2D {
  return tf.tidy(() => tf.keep(tf.transpose(tf.tensor2d(map, [channels, channels]))));
}
