/** Pooling over squares and its pullbacks. */

import type {OnnxModel, Value} from '../onnx/onnx-model.ts';
import {maskOf} from './mask.ts';
import {channelsOf, padZeros, sizeOf, slice} from './shapes.ts';
import type {Step} from './step.ts';

const pooling = {kernel_shape: [2, 2], strides: [2, 2]};

/**
 * 2×2 maximum with stride 2; an odd last row or column is dropped, as in Keras. Equal maxima share the gradient. The
 * pullback finds the maxima by comparison, because WebGPU's MaxPool gives no indices ("The Indices output is not
 * supported yet", ONNX Runtime 1.30).
 */
export function maxPool(model: OnnxModel, input: Value): Step {
  const dims = pooledDims(input);
  const value = model.node('MaxPool', [input], dims, pooling);
  /** 1 where a pixel equals its maximum, 0 where it is smaller. Adding keeps it in the blocked layout. */
  const isMaximum = (): Value => {
    const negative = model.node('Mul', [value, model.scalar(-1)], dims);
    const covered = crop(model, input, value);
    const below = model.node('Add', [covered, spread(model, negative)], covered.dims);
    return model.node('HardSigmoid', [below], below.dims, {alpha: {float: 1e30}, beta: {float: 1}});
  };
  return {
    value,
    pullback(gradient) {
      const mask = maskOf(model, gradient, 2, isMaximum);
      const share = model.node('AveragePool', [mask], dims, pooling);
      const divided = model.node('Div', [gradient, share], dims);
      const quarter = model.node('Mul', [divided, model.scalar(1 / 4)], dims);
      const shared = model.node('Mul', [spread(model, quarter), mask], mask.dims);
      return uncrop(model, shared, input);
    },
  };
}

/** 2×2 mean with stride 2; an odd last row or column is dropped, as in Keras. */
export function averagePool(model: OnnxModel, input: Value): Step {
  const dims = pooledDims(input);
  const value = model.node('AveragePool', [input], dims, pooling);
  return {
    value,
    pullback(gradient) {
      const share = model.node('Mul', [gradient, model.scalar(1 / 4)], gradient.dims);
      return uncrop(model, spread(model, share), input);
    },
  };
}

/** Repeats every pixel over a 2×2 square. */
function spread(model: OnnxModel, value: Value): Value {
  const [height, width] = sizeOf(value);
  const scales = model.floats(Float32Array.of(1, 1, 2, 2), [4]);
  const none = {name: '', dims: []};
  return model.node('Resize', [value, none, scales], [1, channelsOf(value), height * 2, width * 2], {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
}

/** The part of `input` that 2×2 pooling to `pooled` reads. */
function crop(model: OnnxModel, input: Value, pooled: Value): Value {
  const [height, width] = sizeOf(input);
  const [pooledHeight, pooledWidth] = sizeOf(pooled);
  const rows = height > 2 * pooledHeight ? slice(model, input, 2, 0, 2 * pooledHeight) : input;
  return width > 2 * pooledWidth ? slice(model, rows, 3, 0, 2 * pooledWidth) : rows;
}

/** Pads with zeros at the right and bottom, up to the size of `input`. */
function uncrop(model: OnnxModel, value: Value, input: Value): Value {
  const [height, width] = sizeOf(input);
  const [coveredHeight, coveredWidth] = sizeOf(value);
  return padZeros(model, value, [0, 0, height - coveredHeight, width - coveredWidth]);
}

function pooledDims(input: Value): number[] {
  const [height, width] = sizeOf(input);
  return [1, channelsOf(input), Math.floor(height / 2), Math.floor(width / 2)];
}
