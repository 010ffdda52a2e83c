/**
 * Loss terms as graph nodes: the unweighted term, a scalar, and the gradient of weight · term with respect to the
 * term's input. Formulas: Gatys, Ecker, Bethge 2015 (arXiv 1508.06576), with means instead of their sums.
 */
import type {GramNorm, ObjectiveSpec, TotalVariation} from '../objective.ts';
import type {OnnxModel, Value} from '../onnx/onnx-model.ts';
import {mapChannels} from './operations.ts';
import {channelsOf, flatten, padZeros, sizeOf, slice} from './shapes.ts';
import type {Step} from './step.ts';

export interface Loss {
  /** Scalar. */
  term: Value;
  /** @param weight scalar */
  gradient(weight: Value): Value;
}

/**
 * Content loss: mean((S·(F − T))²); gradient 2/N · S²·(F − T).
 * @param subject S, factors by position [1, 1, H, W]; absent: 1
 */
export function contentLoss(model: OnnxModel, features: Value, target: Value, subject?: Value): Loss {
  const counted = (value: Value): Value =>
    subject ? model.node('Mul', [value, subject], value.dims) : value;
  const difference = counted(model.node('Sub', [features, target], features.dims));
  return {
    term: meanSquare(model, difference),
    gradient: (weight) => scaled(model, counted(difference), weight, 2 / elementsOf(difference)),
  };
}

/**
 * Gram matrix [C, C] of features [1, C, H, W]: F·Fᵀ / (H·W), or / (C·H·W). With a map M it is the Gram matrix of the
 * mapped features, M·G·Mᵀ, at the cost of two small products.
 */
export function gramMatrix(model: OnnxModel, features: Value, norm: GramNorm, map?: Float32Array): Value {
  const channels = channelsOf(features);
  const dims = [channels, channels];
  const flat = flatten(model, features);
  const attributes = {transB: 1, alpha: {float: 1 / gramDivisor(features, norm)}};
  const gram = model.node('Gemm', [flat, flat], dims, attributes);
  return map ? sandwich(model, model.floats(map, dims), gram, 'M·G·Mᵀ') : gram;
}

/** M·G·Mᵀ or Mᵀ·G·M of matrices [C, C]. */
export function sandwich(model: OnnxModel, map: Value, gram: Value, order: 'M·G·Mᵀ' | 'Mᵀ·G·M'): Value {
  const [left, right] = order === 'M·G·Mᵀ' ? [0, 1] : [1, 0];
  const half = model.node('Gemm', [map, gram], gram.dims, {transA: left});
  return model.node('Gemm', [half, map], gram.dims, {transB: right});
}

/**
 * An image as brightness and two opponent colours, an orthonormal basis, with the colours scaled so that squares of their
 * differences count `colorVariation` times.
 */
export function opponentColors(
  model: OnnxModel,
  image: Value,
  {totalVariation, colorVariation}: Pick<ObjectiveSpec, 'totalVariation' | 'colorVariation'>,
): Step {
  if (totalVariation !== 'l2-mean' || colorVariation === 1) return {value: image, pullback: (slope) => slope};
  const factor = Math.sqrt(colorVariation);
  const [grey, redGreen, yellowBlue] = [1 / Math.sqrt(3), factor / Math.sqrt(2), factor / Math.sqrt(6)];
  const rows = [grey, grey, grey, redGreen, -redGreen, 0, yellowBlue, yellowBlue, -2 * yellowBlue];
  return mapChannels(model, image, Float32Array.from(rows));
}

/**
 * Total variation of an image: Σ|dx| + Σ|dy| (`l1-sum`, as in the TensorFlow tutorial), or
 * mean(dx²) + mean(dy²) (`l2-mean`).
 */
export function totalVariationLoss(
  model: OnnxModel,
  image: Value,
  kind: Exclude<TotalVariation, 'none'>,
): Loss {
  const vertical = differenceAlong(model, image, 2);
  const horizontal = differenceAlong(model, image, 3);
  const term = (difference: Value): Value => {
    if (kind === 'l2-mean') return meanSquare(model, difference);
    return reduceAll(model, 'ReduceSum', model.node('Abs', [difference], difference.dims));
  };
  const slope = (difference: Value, weight: Value): Value => {
    if (kind === 'l2-mean') return scaled(model, difference, weight, 2 / elementsOf(difference));
    return scaled(model, signOf(model, difference), weight, 1);
  };
  return {
    term: model.node('Add', [term(vertical), term(horizontal)], []),
    gradient(weight) {
      const down = slope(vertical, weight);
      const right = slope(horizontal, weight);
      const alongRows = model.node(
        'Sub',
        [padZeros(model, down, [1, 0, 0, 0]), padZeros(model, down, [0, 0, 1, 0])],
        image.dims,
      );
      const alongColumns = model.node(
        'Sub',
        [padZeros(model, right, [0, 1, 0, 0]), padZeros(model, right, [0, 0, 0, 1])],
        image.dims,
      );
      return model.node('Add', [alongRows, alongColumns], image.dims);
    },
  };
}

/** The sign, −1, 0 or 1, without the Sign operator, which has no kernel on WebGPU. */
function signOf(model: OnnxModel, value: Value): Value {
  const steep = model.node('Mul', [value, model.scalar(1e30)], value.dims);
  return model.node('Clip', [steep, model.scalar(-1), model.scalar(1)], value.dims);
}

/** Each value's next neighbour along `axis` minus the value. */
function differenceAlong(model: OnnxModel, image: Value, axis: 2 | 3): Value {
  const length = image.dims[axis] as number;
  const next = slice(model, image, axis, 1, length);
  return model.node('Sub', [next, slice(model, image, axis, 0, length - 1)], next.dims);
}

export function scaled(model: OnnxModel, value: Value, weight: Value, factor: number): Value {
  const product = model.node('Mul', [weight, model.scalar(factor)], []);
  return model.node('Mul', [value, product], value.dims);
}

export function meanSquare(model: OnnxModel, value: Value): Value {
  return reduceAll(model, 'ReduceMean', model.node('Mul', [value, value], value.dims));
}

function reduceAll(model: OnnxModel, op: 'ReduceMean' | 'ReduceSum', value: Value): Value {
  return model.node(op, [value], [], {keepdims: 0});
}

export function gramDivisor(features: Value, norm: GramNorm): number {
  const [height, width] = sizeOf(features);
  return norm === 'hw' ? height * width : height * width * channelsOf(features);
}

function elementsOf(value: Value): number {
  return value.dims.reduce((product, dim) => product * dim, 1);
}
