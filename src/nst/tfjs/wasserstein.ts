/** Wasserstein distance of Gram matrices on TensorFlow.js; formulas in `objective/graph/wasserstein-loss.ts`. */
import type {Scalar, Tensor2D} from '@tensorflow/tfjs';
import {blur, leastSquares, rootSteps} from '../objective/graph/wasserstein-loss.ts';
import {type Run, withGradient} from './operations.ts';
import type {Tensorflow} from './tensorflow-type.ts';

/**
 * tr G + tr S² − 2 tr (S·G·S)^½, after the blur.
 * @param gram [C, C], G before the blur
 * @param target [C, C], S, from `blurredRoot`
 */
export function wassersteinDistance(run: Run, gram: Tensor2D, target: Tensor2D): Scalar {
  const {tf} = run;
  const between = (inner: Tensor2D): Tensor2D => tf.matMul(tf.matMul(target, inner), target);
  return withGradient<Tensor2D, Scalar>(run, gram, (x) => {
    const identity = tf.eye(x.shape[0]);
    const own = tf.sum(tf.square(target)) as Scalar;
    const blurred = raised(tf, x, tf.div(own, 1 + blur * x.shape[0]));
    const {root, inverseRoot} = rootsOf(tf, between(blurred));
    const traces = tf.add(trace(tf, blurred), own);
    return {
      value: tf.sub(traces, tf.mul(trace(tf, root), 2)) as Scalar,
      saved: [tf.sub(identity, between(inverseRoot)) as Tensor2D],
      pullback: (slope, own) => tf.mul(slope, own) as Tensor2D,
    };
  });
}

/** Square root of a Gram matrix [C, C] after the blur. */
export function blurredRoot(tf: Tensorflow, gram: Tensor2D): Tensor2D {
  return rootsOf(tf, raised(tf, gram, trace(tf, gram))).root;
}

function raised(tf: Tensorflow, matrix: Tensor2D, trace: Scalar): Tensor2D {
  return tf.add(matrix, tf.mul(tf.eye(matrix.shape[0]), tf.mul(trace, blur)));
}

function trace(tf: Tensorflow, matrix: Tensor2D): Scalar {
  return tf.sum(tf.mul(matrix, tf.eye(matrix.shape[0])));
}

function rootsOf(tf: Tensorflow, matrix: Tensor2D): {root: Tensor2D; inverseRoot: Tensor2D} {
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(matrix)), leastSquares));
  let root = tf.div(matrix, norm) as Tensor2D;
  let inverse: Tensor2D = tf.eye(matrix.shape[0]);
  const threeHalves = tf.mul(inverse, 3 / 2);
  for (let step = 0; step < rootSteps; step++) {
    const factor = tf.sub(threeHalves, tf.mul(tf.matMul(inverse, root), 1 / 2)) as Tensor2D;
    root = tf.matMul(root, factor);
    inverse = tf.matMul(factor, inverse);
  }
  const scale = tf.sqrt(norm);
  return {root: tf.mul(root, scale) as Tensor2D, inverseRoot: tf.div(inverse, scale) as Tensor2D};
}
