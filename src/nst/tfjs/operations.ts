/**
 * The network's operations on TensorFlow.js, [1, H, W, C]. Where its own gradient is slow (convolutions and products
 * run 10 times longer backwards than forwards on wasm), differs between backends (which of equal maxima gets the
 * gradient) or is not the slope (|x| at 0), the operation brings its own, made of what runs fast forwards.
 */
import type {Tensor, Tensor2D, Tensor4D} from '@tensorflow/tfjs';
import type {ConvolutionTensors} from './convolution-tensors.ts';

export type Tensorflow = typeof import('@tensorflow/tfjs');

/** 3×3 convolution, bias and ReLU in one pass. With `padded` zeros surround the input, else the output is smaller by 2. */
export function convolveRelu(
  tf: Tensorflow,
  input: Tensor4D,
  {kernel, bias, flipped}: ConvolutionTensors,
  padded: boolean,
): Tensor4D {
  const pad = padded ? 'same' : 'valid';
  const attributes = {strides: [1, 1], pad, dataFormat: 'NHWC', dilations: [1, 1], activation: 'relu'};
  return withGradient(tf, input, (x) => {
    // Under a gradient tape `tf.fused.conv2d` falls back to three passes, so the kernel is called by its name.
    const value = tf.engine().runKernel<Tensor4D>('FusedConv2D', {x, filter: kernel, bias}, attributes);
    return {
      value,
      saved: [value],
      pullback(slope, output) {
        const open = tf.mul(slope, tf.step(output)) as Tensor4D;
        return tf.conv2d(padded ? open : padZeros(tf, open, 2, 2, 2, 2), flipped, 1, pad);
      },
    };
  });
}

/** 2×2 maximum with stride 2; an odd last row or column is dropped. The gradient goes to the first maximum. */
export function maxPool(tf: Tensorflow, input: Tensor4D): Tensor4D {
  const [, height, width, channels] = input.shape;
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  return withGradient(tf, input, (x) => {
    const value = tf.maxPool(x, 2, 2, 'valid');
    return {
      value,
      saved: [x, value],
      pullback(slope, input, output) {
        const whole = tf.slice(input, 0, [1, 2 * rows, 2 * columns, channels]);
        const pairs = tf.reshape(whole, [rows, 2, columns, 2 * channels]);
        const maximum = tf.reshape(output, [rows, 1, columns, channels]);
        let remaining: Tensor = tf.reshape(slope, maximum.shape);
        const halves = [0, 1].map((row) => {
          const quarters = [0, 1].map((side) => {
            const part = tf.slice(pairs, [0, row, 0, side * channels], [rows, 1, columns, channels]);
            const share = tf.mul(remaining, tf.cast(tf.equal(part, maximum), 'float32'));
            remaining = tf.sub(remaining, share);
            return share;
          });
          return tf.concat(quarters, 3);
        });
        const spread = tf.reshape(tf.concat(halves, 1), [1, 2 * rows, 2 * columns, channels]) as Tensor4D;
        return padZeros(tf, spread, 0, 0, height - 2 * rows, width - 2 * columns);
      },
    };
  });
}

/** Mean of squares of `side` pixels; an odd rest at the right and bottom is dropped. */
export function averagePool(tf: Tensorflow, input: Tensor4D, side = 2): Tensor4D {
  const [, height, width, channels] = input.shape;
  const [rows, columns] = [Math.floor(height / side), Math.floor(width / side)];
  return withGradient(tf, input, (x) => ({
    value: tf.avgPool(x, side, side, 'valid'),
    pullback(slope) {
      const share = tf.reshape(tf.mul(slope, 1 / side ** 2), [rows * columns, 1, channels]);
      const wide = tf.reshape(repeated(tf, share, side), [rows, 1, columns * side * channels]);
      const tall = tf.reshape(repeated(tf, wide, side), [1, rows * side, columns * side, channels]);
      return padZeros(tf, tall as Tensor4D, 0, 0, height - rows * side, width - columns * side);
    },
  }));
}

/** Copies side by side along the middle axis. `tf.tile` takes 100 times as long on wasm. */
function repeated(tf: Tensorflow, value: Tensor, times: number): Tensor {
  return times === 1 ? value : tf.concat(Array<Tensor>(times).fill(value), 1);
}

/** Repeats the outermost pixels once on each side. `tf.mirrorPad` has no right gradient, so slices are joined. */
export function padReplicate(tf: Tensorflow, input: Tensor4D): Tensor4D {
  const widen = (value: Tensor4D, axis: 1 | 2): Tensor4D => {
    const last = value.shape[axis] - 1;
    return tf.concat([line(tf, value, axis, 0, 1), value, line(tf, value, axis, last, 1)], axis);
  };
  return widen(widen(input, 1), 2);
}

/** Rows (axis 1) or columns (axis 2) from `start` on. */
export function line(tf: Tensorflow, value: Tensor4D, axis: 1 | 2, start: number, length: number): Tensor4D {
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  const size: [number, number, number, number] = [...value.shape];
  begin[axis] = start;
  size[axis] = length;
  return tf.slice(value, begin, size);
}

/** The five-point Laplacian of an image averaged over squares of `pool` pixels, without the outermost ones. */
export function laplacian(tf: Tensorflow, image: Tensor4D, pool: number): Tensor4D {
  const small = pool > 1 ? averagePool(tf, image, pool) : image;
  const [, height, width] = small.shape;
  const shifted = (down: number, right: number): Tensor4D =>
    line(tf, line(tf, small, 1, down, height - 2), 2, right, width - 2);
  const around = tf.addN([shifted(0, 1), shifted(2, 1), shifted(1, 0), shifted(1, 2)]);
  return tf.sub(around, tf.mul(shifted(1, 1), 4));
}

/** Fᵀ·F of features [N, C]: [C, C]. The gradient is F·(D + Dᵀ). */
export function selfProduct(tf: Tensorflow, features: Tensor2D): Tensor2D {
  return withGradient(tf, features, (flat) => ({
    value: tf.matMul<Tensor2D>(tf.transpose(flat), flat),
    saved: [flat],
    pullback: (slope, saved) => tf.matMul<Tensor2D>(saved, tf.add(slope, tf.transpose(slope))),
  }));
}

/** X·A of X [N, C] and a constant A [C, C]; the gradient is D·Aᵀ. */
export function timesConstant(tf: Tensorflow, value: Tensor2D, matrix: Tensor2D): Tensor2D {
  return withGradient(tf, value, (x) => ({
    value: tf.matMul<Tensor2D>(x, matrix),
    pullback: (slope) => tf.matMul<Tensor2D>(slope, tf.transpose(matrix)),
  }));
}

/** |x|, whose slope at 0 is 0. */
export function absolute(tf: Tensorflow, value: Tensor4D): Tensor4D {
  return withGradient(tf, value, (x) => ({
    value: tf.abs(x),
    saved: [x],
    pullback: (slope, saved) => tf.mul(slope, tf.sign(saved)) as Tensor4D,
  }));
}

/**
 * An operation with a gradient of its own. `pullback` turns the slope with respect to `value` into the one with
 * respect to `input`; it may use the tensors of `saved`, which are handed to it, and no other result.
 */
function withGradient<X extends Tensor>(
  tf: Tensorflow,
  input: X,
  operation: (x: X) => {value: X; saved?: X[]; pullback: (slope: X, ...saved: X[]) => X},
): X {
  const traced = tf.customGrad((x, save) => {
    const {value, saved = [], pullback} = operation(x as X);
    (save as (tensors: Tensor[]) => void)(saved);
    return {value, gradFunc: (slope: Tensor, kept: Tensor[]) => pullback(slope as X, ...(kept as X[]))};
  });
  return traced(input) as X;
}

function padZeros(
  tf: Tensorflow,
  value: Tensor4D,
  top: number,
  left: number,
  bottom: number,
  right: number,
): Tensor4D {
  if (top + left + bottom + right === 0) return value;
  return tf.pad(value, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}
