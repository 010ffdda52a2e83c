/** Reshapes, slices and pads values: nodes that compute nothing. */
import type {OnnxModel, Value} from '../onnx/onnx-model.ts';

/** [1, C, H, W] as [C, H·W]. */
export function flatten(model: OnnxModel, features: Value): Value {
  const [height, width] = sizeOf(features);
  const channels = channelsOf(features);
  return model.node('Reshape', [features, model.integers([channels, -1])], [channels, height * width]);
}

/** The values of `flat` in the shape of `like`. */
export function reshapeLike(model: OnnxModel, flat: Value, like: Value): Value {
  return model.node('Reshape', [flat, model.node('Shape', [like], [like.dims.length])], like.dims);
}

/** One element of a vector, as a scalar. */
export function elementOf(model: OnnxModel, vector: Value, index: number): Value {
  return model.node('Squeeze', [model.node('Gather', [vector, model.integers([index])], [1])], []);
}

export function slice(model: OnnxModel, value: Value, axis: 2 | 3, start: number, end: number): Value {
  const dims = value.dims.map((dim, index) => (index === axis ? end - start : dim));
  return model.node(
    'Slice',
    [value, model.integers([start]), model.integers([end]), model.integers([axis])],
    dims,
  );
}

/** @param pads rows above, columns left, rows below, columns right. */
export function padZeros(
  model: OnnxModel,
  value: Value,
  [top, left, bottom, right]: readonly [number, number, number, number],
): Value {
  if (top + left + bottom + right === 0) return value;
  const [height, width] = sizeOf(value);
  const dims = [1, channelsOf(value), height + top + bottom, width + left + right];
  return model.node('Pad', [value, model.integers([0, 0, top, left, 0, 0, bottom, right])], dims);
}

export function sizeOf(value: Value): [height: number, width: number] {
  return [value.dims[2] as number, value.dims[3] as number];
}

export function channelsOf(value: Value): number {
  return value.dims[1] as number;
}
