/**
 * The network's operations as graph nodes, each with its pullback: the nodes that turn the gradient with respect to
 * the operation's output into the gradient with respect to its input. Values are [1, channels, height, width].
 */
import {caffeMeanBgr} from '../../encoders/encoder.ts';
import type {OnnxModel, Value} from '../onnx/onnx-model.ts';
import type {PackedTensor} from '../onnx/packed-tensor.ts';
import {maskOf} from './mask.ts';
import type {PackedConvolution} from './packed-weights.ts';
import {channelsOf, flatten, padZeros, reshapeLike, sizeOf, slice} from './shapes.ts';
import type {Step} from './step.ts';
import {winogradConvolve} from './winograd.ts';

/** Subtracts the training mean. The image stays RGB in 0–1; the first kernel carries the rest of the preprocessing. */
export function subtractMean(model: OnnxModel, image: Value): Step {
  const meanRgb = Float32Array.from(caffeMeanBgr, (mean) => mean / 255).reverse();
  const value = model.node('Sub', [image, model.floats(meanRgb, [1, 3, 1, 1])], image.dims);
  return {value, pullback: (gradient) => gradient};
}

/** What convolutions see beyond the border. With `none` the output is two rows and two columns smaller. */
export type ConvolutionBorder = 'zeros' | 'none';

/**
 * 3×3 convolution with bias. `even` leaves out an odd last row or column of the output: only pooling would read it, and
 * would drop it, and without it neither direction needs a copy to cut or pad. The pullback is a convolution with the
 * kernel flipped and its channels swapped.
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
 * The kernel for the pullback, [inputs, outputs, 3, 3], each 3×3 plane turned by 180°. ONNX Runtime computes it once,
 * when it opens the session, so only its own copy exists.
 */
function turned(model: OnnxModel, kernel: PackedTensor): Value {
  const [backwards, first] = [model.integers([-1, -1]), model.integers([-4, -4])];
  const inputs = [model.external(kernel), backwards, first, model.integers([2, 3]), backwards];
  const planes = model.node('Slice', inputs, kernel.dims);
  const [from, to] = kernel.dims as [number, number];
  return model.node('Transpose', [planes], [to, from, 3, 3], {perm: [1, 0, 2, 3]});
}

/** @param inBlocks the neighbouring convolutions are ONNX Runtime's own, which compute in a blocked layout */
export function relu(model: OnnxModel, input: Value, inBlocks: boolean): Step {
  const value = model.node('Relu', [input], input.dims);
  // min(1, 1e30·x) beats Sign and Where in ONNX Runtime: it runs on all threads and in the blocked layout of the
  // convolutions around it (measured: 4 times as fast at 512 px).
  const positive = (values: Value): Value =>
    model.node('HardSigmoid', [values], values.dims, {alpha: {float: 1e30}, beta: {float: 0}});
  let flatMask: Value | undefined;
  return {
    value,
    prepare() {
      // From the flattened copy that the loss needs anyway, so that the runtime does not make the mask in blocks.
      flatMask = positive(flatten(model, value));
    },
    pullback(gradient) {
      if (!flatMask) {
        // A mask of bytes would have to leave the blocked layout and return.
        const mask = inBlocks ? positive(value) : maskOf(model, gradient, 1, () => positive(value));
        return model.node('Mul', [gradient, mask], value.dims);
      }
      const masked = model.node('Mul', [flatten(model, gradient), flatMask], flatMask.dims);
      return reshapeLike(model, masked, value);
    },
  };
}

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
