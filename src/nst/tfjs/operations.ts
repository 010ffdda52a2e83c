/**
 * The network's operations on TensorFlow.js, [1, H, W, C]. An operation brings its own gradient, made of operations
 * that run fast forwards, if TensorFlow.js' gradient
 * - is slow: on wasm, convolutions and products take 10 times longer backwards than forwards;
 * - differs between backends: which of equal maxima gets the gradient;
 * - is not the slope: |x| at 0;
 * - keeps several copies of the features: deviations.
 */
import type {Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D} from '@tensorflow/tfjs';
import type {ConvolutionTensors} from './convolution-tensors.ts';
import type {Tensorflow} from './tensorflow-type.ts';

/** What operations compute with. */
export interface Run {
  tf: Tensorflow;
  /** Collects the tensors that gradients need, while they live; absent if no gradient is wanted. */
  kept?: Tensor[];
}

/** 3×3 convolution, bias and ReLU in one pass. Zeros surround the input if `padded`; else the output is 2 smaller. */
export function convolveRelu(
  run: Run,
  input: Tensor4D,
  {kernel, bias, flipped}: ConvolutionTensors,
  padded: boolean,
): Tensor4D {
  const {tf} = run;
  const pad = padded ? 'same' : 'valid';
  const attributes = {strides: [1, 1], pad, dataFormat: 'NHWC', dilations: [1, 1], activation: 'relu'};
  return withGradient(run, input, (x) => {
    // Under a gradient tape `tf.fused.conv2d` falls back to three passes, so the kernel is called by name.
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
export function maxPool(run: Run, input: Tensor4D): Tensor4D {
  const {tf} = run;
  const [, height, width, channels] = input.shape;
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  return withGradient(run, input, (x) => {
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

/** 2×2 mean with stride 2; an odd last row or column is dropped. */
export function averagePool(run: Run, input: Tensor4D): Tensor4D {
  const {tf} = run;
  const [, height, width, channels] = input.shape;
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  return withGradient(run, input, (x) => ({
    value: tf.avgPool(x, 2, 2, 'valid'),
    pullback(slope) {
      const share = tf.reshape(tf.mul(slope, 1 / 4), [rows * columns, 1, channels]);
      const wide = tf.reshape(twice(tf, share), [rows, 1, columns * 2 * channels]);
      const tall = tf.reshape(twice(tf, wide), [1, rows * 2, columns * 2, channels]);
      return padZeros(tf, tall as Tensor4D, 0, 0, height - rows * 2, width - columns * 2);
    },
  }));
}

/** Two copies side by side along the middle axis. `tf.tile` takes 100 times as long on wasm. */
function twice(tf: Tensorflow, value: Tensor): Tensor {
  return tf.concat([value, value], 1);
}

/** Repeats the outermost pixels once on each side. `tf.mirrorPad` has a wrong gradient, so slices are joined. */
export function padReplicate(run: Run, input: Tensor4D): Tensor4D {
  const {tf} = run;
  const widen = (value: Tensor4D, axis: 1 | 2): Tensor4D => {
    const last = value.shape[axis] - 1;
    return tf.concat([line(run, value, axis, 0, 1), value, line(run, value, axis, last, 1)], axis);
  };
  return widen(widen(input, 1), 2);
}

/** Rows (axis 1) or columns (axis 2) from `start` on. */
export function line(run: Run, value: Tensor4D, axis: 1 | 2, start: number, length: number): Tensor4D {
  const {tf} = run;
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  const size: [number, number, number, number] = [...value.shape];
  begin[axis] = start;
  size[axis] = length;
  return tf.slice(value, begin, size);
}

/** Gram matrix [C, C], Fᵀ·F / `divisor`, of features [1, H, W, C]. The gradient is F·(D + Dᵀ) / `divisor`. */
export function gramMatrix(run: Run, features: Tensor4D, divisor: number): Tensor2D {
  const {tf} = run;
  const flatten = (value: Tensor4D): Tensor2D => tf.reshape(value, [-1, features.shape[3]]);
  return withGradient<Tensor4D, Tensor2D>(run, features, (x) => {
    const flat = flatten(x);
    return {
      value: tf.div(tf.matMul(tf.transpose(flat), flat), divisor),
      saved: [x],
      pullback(slope, input) {
        const both = tf.div(tf.add(slope, tf.transpose(slope)), divisor) as Tensor2D;
        return tf.reshape(tf.matMul(flatten(input as Tensor4D), both), features.shape);
      },
    };
  });
}

/** Applies a linear map, given as Mᵀ [C, C], to the last axis. */
export function mapChannels<T extends Tensor>(run: Run, value: T, transposed: Tensor2D): T {
  const {tf} = run;
  const times = (by: Tensor, matrix: Tensor2D): T => {
    const flat = tf.reshape(by, [-1, matrix.shape[0]]) as Tensor2D;
    return tf.reshape(tf.matMul(flat, matrix), value.shape) as T;
  };
  return withGradient<T, T>(run, value, (x) => ({
    value: times(x, transposed),
    pullback: (slope) => times(slope, tf.transpose(transposed)),
  }));
}

/** Means of the channels, [1, C]. The gradient gives every position an equal share. */
export function channelMeans(run: Run, features: Tensor4D): Tensor2D {
  const {tf} = run;
  const [, height, width, channels] = features.shape;
  return withGradient<Tensor4D, Tensor2D>(run, features, (x) => ({
    value: tf.reshape(tf.mean(x, [0, 1, 2]), [1, channels]),
    pullback: (slope) => {
      const share = tf.reshape(tf.mul(slope, 1 / (height * width)), [1, 1, 1, channels]);
      return tf.broadcastTo(share, x.shape) as Tensor4D;
    },
  }));
}

/** σ = √(mean((x − μ)²) + floor) of the channels, [C]; the gradient is (x − μ)/(H·W·σ). */
export function channelDeviations(run: Run, features: Tensor4D, floor: number): Tensor1D {
  const {tf} = run;
  const [, height, width] = features.shape;
  const center = (x: Tensor): Tensor4D => tf.sub(x, tf.mean(x, [0, 1, 2])) as Tensor4D;
  const deviation = (centered: Tensor4D): Tensor1D =>
    tf.sqrt(tf.add(tf.mean(tf.square(centered), [0, 1, 2]), floor)) as Tensor1D;
  return withGradient<Tensor4D, Tensor1D>(run, features, (x) => ({
    value: tf.tidy(() => deviation(center(x))),
    saved: [x],
    pullback: (slope, saved) => {
      const centered = center(saved as Tensor);
      const factor = tf.div(slope, tf.mul(deviation(centered), height * width));
      return tf.mul(centered, factor) as Tensor4D;
    },
  }));
}

/** mean((x − target)²); the gradient is 2/N · (x − target). */
export function meanSquareDistance<T extends Tensor>(run: Run, value: T, target: Tensor): Scalar {
  const {tf} = run;
  return withGradient<T, Scalar>(run, value, (x) => {
    const difference = tf.sub(x, target) as T;
    return {
      value: tf.mean(tf.square(difference)),
      saved: [difference],
      pullback: (slope, saved) => tf.mul(saved, tf.mul(slope, 2 / value.size)) as T,
    };
  });
}

/** |x|, with slope 0 at 0. */
export function absolute(run: Run, value: Tensor4D): Tensor4D {
  const {tf} = run;
  return withGradient(run, value, (x) => ({
    value: tf.abs(x),
    saved: [x],
    pullback: (slope, saved) => tf.mul(slope, tf.sign(saved)) as Tensor4D,
  }));
}

/**
 * An operation with its own gradient. `pullback` turns the slope with respect to `value` into the slope with respect to
 * `input`. Of the tensors made before, it may use only those in `saved`, which it receives.
 *
 * TensorFlow.js would keep slopes and saved tensors to the end of the evaluation, and on wasm it would copy the saved
 * ones. Here they share the data and are disposed with the pullback, which takes a third of the memory.
 */
export function withGradient<X extends Tensor, Y extends Tensor>(
  {tf, kept}: Run,
  input: X,
  operation: (x: X) => {
    value: Y;
    saved?: (X | Y)[];
    pullback: (slope: Y, ...saved: (X | Y)[]) => X;
  },
): Y {
  const traced = tf.customGrad((x) => {
    const {value, saved = [], pullback} = operation(x as X);
    const shared = kept ? saved.map((tensor) => tf.keep(tf.reshape(tensor, tensor.shape)) as X | Y) : [];
    kept?.push(...shared);
    const gradFunc = (slope: Tensor): Tensor => {
      const result = tf.tidy(() => pullback(slope as Y, ...shared));
      tf.dispose([slope, ...shared]);
      return result;
    };
    return {value, gradFunc};
  });
  return traced(input) as Y;
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
