/** Pooling over squares and its pullbacks. */
import {maskOf} from './mask.ts';
import type {OnnxModel, Value} from './onnx-model.ts';
import type {Step} from './operations.ts';
import {channelsOf, padZeros, sizeOf, slice} from './shapes.ts';

/**
 * 2×2 maximum with stride 2; an odd last row or column is dropped, as in Keras. Equal maxima share the gradient. The
 * maxima are found again by comparison, for WebGPU's MaxPool gives no indices ("The Indices output is not supported
 * yet", ONNX Runtime 1.30).
 */
export function maxPool(model: OnnxModel, input: Value): Step {
  const dims = pooledDims(input, 2);
  const pooling = {kernel_shape: [2, 2], strides: [2, 2]};
  const value = model.node('MaxPool', [input], dims, pooling);
  /** 1 where a pixel equals its maximum, 0 where it is smaller. A sum, for it stays in the blocked layout. */
  const isMaximum = (): Value => {
    const negative = model.node('Mul', [value, model.scalar(-1)], dims);
    const covered = crop(model, input, value);
    const below = model.node('Add', [covered, spread(model, negative, 2)], covered.dims);
    return model.node('HardSigmoid', [below], below.dims, {alpha: {float: 1e30}, beta: {float: 1}});
  };
  return {
    value,
    pullback(gradient) {
      const mask = maskOf(model, gradient, 2, isMaximum);
      const share = model.node('AveragePool', [mask], dims, pooling);
      const divided = model.node('Div', [gradient, share], dims);
      const quarter = model.node('Mul', [divided, model.scalar(1 / 4)], dims);
      const shared = model.node('Mul', [spread(model, quarter, 2), mask], mask.dims);
      return uncrop(model, shared, input);
    },
  };
}

/** Mean of squares of `side` pixels; an odd rest at the right and bottom is dropped. */
export function averagePool(model: OnnxModel, input: Value, side = 2): Step {
  const dims = pooledDims(input, side);
  const value = model.node('AveragePool', [input], dims, {kernel_shape: [side, side], strides: [side, side]});
  return {
    value,
    pullback(gradient) {
      const share = model.node('Mul', [gradient, model.scalar(1 / side ** 2)], gradient.dims);
      return uncrop(model, spread(model, share, side), input);
    },
  };
}

/** Repeats every pixel over a square of `side` pixels. */
function spread(model: OnnxModel, value: Value, side: number): Value {
  const [height, width] = sizeOf(value);
  const scales = model.floats(Float32Array.of(1, 1, side, side), [4]);
  const none = {name: '', dims: []};
  return model.node('Resize', [value, none, scales], [1, channelsOf(value), height * side, width * side], {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
}

/** The part of `input` that 2×2 pooling to `pooled` has seen. */
function crop(model: OnnxModel, input: Value, pooled: Value): Value {
  const [height, width] = sizeOf(input);
  const [pooledHeight, pooledWidth] = sizeOf(pooled);
  const rows = height > 2 * pooledHeight ? slice(model, input, 2, 0, 2 * pooledHeight) : input;
  return width > 2 * pooledWidth ? slice(model, rows, 3, 0, 2 * pooledWidth) : rows;
}

/** Zeros at the right and bottom up to the size of `input`. */
function uncrop(model: OnnxModel, value: Value, input: Value): Value {
  const [height, width] = sizeOf(input);
  const [coveredHeight, coveredWidth] = sizeOf(value);
  return padZeros(model, value, [0, 0, height - coveredHeight, width - coveredWidth]);
}

function pooledDims(input: Value, side: number): number[] {
  const [height, width] = sizeOf(input);
  return [1, channelsOf(input), Math.floor(height / side), Math.floor(width / side)];
}
