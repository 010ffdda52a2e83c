/**
 * The network's operations as graph nodes, each with its pullback: the nodes that turn a gradient with respect to
 * the operation's output into one with respect to its input. Values are [1, channels, height, width].
 */
import {caffeMeanBgr} from '../encoder.ts';
import {elementType, type OnnxModel, type Value} from './onnx-model.ts';
import type {PackedConvolution, PackedTensor} from './packed-weights.ts';
import {winogradConvolve} from './winograd.ts';

export interface Step {
  value: Value;
  /**
   * Called for all steps before any pullback: a loss looks at this very value, so it is there until its gradient is
   * wanted. What is added here is computed late (see `maskOf`).
   */
  prepare?(): void;
  pullback(gradient: Value): Value;
}

/** Subtracts the training mean. The image stays RGB in 0–1; `convolve` carries the rest of the preprocessing. */
export function subtractMean(model: OnnxModel, image: Value): Step {
  const meanRgb = Float32Array.from(caffeMeanBgr, (mean) => mean / 255).reverse();
  const value = model.node('Sub', [image, model.floats(meanRgb, [1, 3, 1, 1])], image.dims);
  return {value, pullback: (gradient) => gradient};
}

/** What convolutions see beyond the border: zeros; nothing, so that the output is two smaller each way. */
export type ConvolutionBorder = 'zeros' | 'none';

/**
 * 3×3 convolution with bias. With `even` an odd last row or column of the output is left out: pooling, the only one to
 * look at it, would drop it, and without it neither direction needs a copy to cut or pad it. The pullback is a
 * convolution with the kernel flipped and its channels swapped.
 */
export function convolve(
  model: OnnxModel,
  input: Value,
  weights: PackedConvolution,
  {border, even = false}: {border: ConvolutionBorder; even?: boolean},
): Step {
  const [height, width] = sizeOf(input);
  const pad = border === 'zeros' ? 1 : 0;
  const [rows, columns] = even ? [height % 2, width % 2] : [0, 0];
  const shrink = 2 - 2 * pad;
  const size = {height: height - shrink - rows, width: width - shrink - columns};
  const outputs = weights.bias.dims[0] as number;
  const dims = [1, outputs, size.height, size.width];
  const bias = model.external(weights.bias);
  const back = 2 - pad;
  if ('winograd' in weights) {
    const {winograd} = weights;
    const sum = winogradConvolve(model, input, winograd, {pad, ...size});
    const added = model.node('Reshape', [bias, model.integers([1, outputs, 1, 1])], [1, outputs, 1, 1]);
    return {
      value: model.node('Add', [sum, added], dims),
      pullback: (gradient) => winogradConvolve(model, gradient, winograd, {pad: back, height, width}, true),
    };
  }
  const {kernel} = weights;
  const value = model.node('Conv', [input, model.external(kernel), bias], dims, {
    kernel_shape: [3, 3],
    pads: [pad, pad, pad - rows, pad - columns],
  });
  return {
    value,
    pullback(gradient) {
      const attributes = {kernel_shape: [3, 3], pads: [back, back, back + rows, back + columns]};
      return model.node('Conv', [gradient, turned(model, kernel)], input.dims, attributes);
    },
  };
}

/**
 * The kernel as its pullback needs it, [inputs, outputs, 3, 3], each 3×3 plane turned by 180°. ONNX Runtime computes it
 * once, when it opens the session, so that only its own copy exists.
 */
function turned(model: OnnxModel, kernel: PackedTensor): Value {
  const [backwards, first] = [model.integers([-1, -1]), model.integers([-4, -4])];
  const inputs = [model.external(kernel), backwards, first, model.integers([2, 3]), backwards];
  const planes = model.node('Slice', inputs, kernel.dims);
  const [from, to] = kernel.dims as [number, number];
  return model.node('Transpose', [planes], [to, from, 3, 3], {perm: [1, 0, 2, 3]});
}

/** @param inBlocks the convolutions beside it are ONNX Runtime's own, which compute in a blocked layout */
export function relu(model: OnnxModel, input: Value, inBlocks: boolean): Step {
  const value = model.node('Relu', [input], input.dims);
  // min(1, 1e30·x) beats Sign and Where in ONNX Runtime: it runs on all threads and in the blocked layout of the
  // convolutions around it (measured 4× at 512 px).
  const positive = (values: Value): Value =>
    model.node('HardSigmoid', [values], values.dims, {alpha: {float: 1e30}, beta: {float: 0}});
  let flatMask: Value | undefined;
  return {
    value,
    prepare() {
      // Of the copy in plain order that the loss needs anyway: flattened, for the runtime not to make it in blocks.
      flatMask = positive(flatten(model, value));
    },
    pullback(gradient) {
      if (!flatMask) {
        // A mask in bytes would have to leave the blocks and return.
        const mask = inBlocks ? positive(value) : maskOf(model, gradient, 1, () => positive(value));
        return model.node('Mul', [gradient, mask], value.dims);
      }
      const masked = model.node('Mul', [flatten(model, gradient), flatMask], flatMask.dims);
      return reshapeLike(model, masked, value);
    },
  };
}

/**
 * A mask of zeros and ones for a pullback, kept in a byte a value between the passes. It is made early, so that the
 * features it is made of can go, and becomes floats again late. For ONNX Runtime computes that input of a node first
 * whose node was added later, so the mask is added after the shape of `gradient`; and what is given that shape has to
 * wait for the gradient. Where sizes are not hidden the runtime knows the shape at once, and the mask stays as it is.
 * @param side of the squares of the mask that belong to one value of `gradient`
 */
function maskOf(model: OnnxModel, gradient: Value, side: 1 | 2, make: () => Value): Value {
  if (!model.hidesSizes) return make();
  const own = model.node('Shape', [gradient], [4]);
  const shape = side === 1 ? own : model.node('Mul', [own, model.integers([1, 1, side, side])], [4]);
  const mask = make();
  const kept = model.node('Cast', [mask], mask.dims, {to: elementType.bool});
  const waiting = model.node('Reshape', [kept, shape], mask.dims);
  return model.node('Cast', [waiting], mask.dims, {to: elementType.float});
}

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

/** Multiplies by a constant. */
export function amplify(model: OnnxModel, input: Value, gain: number): Step {
  const times = (value: Value): Value => model.node('Mul', [value, model.scalar(gain)], value.dims);
  return {value: times(input), pullback: times};
}

/** The five-point Laplacian of an image averaged over squares of `pool` pixels, without the outermost ones. */
export function laplacian(model: OnnxModel, image: Value, pool: number): Step {
  const small: Step = pool > 1 ? averagePool(model, image, pool) : {value: image, pullback: (slope) => slope};
  const [height, width] = sizeOf(small.value);
  const channels = channelsOf(image);
  const kernel = model.floats(
    Float32Array.from({length: 9 * channels}, (_, tap) => laplacianKernel[tap % 9] as number),
    [channels, 1, 3, 3],
  );
  const apply = (value: Value, pad: number, dims: readonly number[]): Value =>
    model.node('Conv', [value, kernel], dims, {kernel_shape: [3, 3], pads: all(pad), group: channels});
  return {
    value: apply(small.value, 0, [1, channels, height - 2, width - 2]),
    // The kernel is symmetric, so the transposed convolution uses it as it is.
    pullback: (gradient) => small.pullback(apply(gradient, 2, small.value.dims)),
  };
}

const laplacianKernel = [0, 1, 0, 1, -4, 1, 0, 1, 0];

/** Repeats the outermost pixels once on each side. */
export function padReplicate(model: OnnxModel, input: Value): Step {
  const [height, width] = sizeOf(input);
  const dims = [1, channelsOf(input), height + 2, width + 2];
  const pads = model.integers([0, 0, 1, 1, 0, 0, 1, 1]);
  const value = model.node('Pad', [input, pads], dims, {mode: 'edge'});
  return {
    value,
    pullback: (gradient) => foldBorder(model, foldBorder(model, gradient, 2), 3),
  };
}

/** Adds the first and last line along `axis` to their neighbours and drops them. */
function foldBorder(model: OnnxModel, gradient: Value, axis: 2 | 3): Value {
  const inner = (gradient.dims[axis] as number) - 2;
  const first = slice(model, gradient, axis, 0, 1);
  const last = slice(model, gradient, axis, inner + 1, inner + 2);
  const middle = slice(model, gradient, axis, 1, inner + 1);
  const after: [number, number, number, number] = axis === 2 ? [0, 0, inner - 1, 0] : [0, 0, 0, inner - 1];
  const before: [number, number, number, number] = axis === 2 ? [inner - 1, 0, 0, 0] : [0, inner - 1, 0, 0];
  const withFirst = model.node('Add', [middle, padZeros(model, first, after)], middle.dims);
  return model.node('Add', [withFirst, padZeros(model, last, before)], middle.dims);
}

/** Applies a linear map [C, C] to the channels: M·F. The pullback is Mᵀ. */
export function mapChannels(model: OnnxModel, input: Value, map: Float32Array): Step {
  const channels = channelsOf(input);
  const matrix = model.floats(map, [channels, channels]);
  const multiply = (features: Value, transA: 0 | 1): Value => {
    const flat = flatten(model, features);
    return reshapeLike(model, model.node('Gemm', [matrix, flat], flat.dims, {transA}), features);
  };
  return {value: multiply(input, 0), pullback: (gradient) => multiply(gradient, 1)};
}

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

function pooledDims(input: Value, side: number): number[] {
  const [height, width] = sizeOf(input);
  return [1, channelsOf(input), Math.floor(height / side), Math.floor(width / side)];
}

function all(pad: number): number[] {
  return [pad, pad, pad, pad];
}
