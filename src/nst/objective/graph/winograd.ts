/**
 * 3×3 convolutions by Winograd's minimal filtering F(4×4, 3×3): 36 products per 4×4 outputs instead of 144. Kernels are
 * transformed once. An input is cut into overlapping 6×6 tiles, transformed, multiplied in 36 matrix products over the
 * channels, and transformed back. (Lavin and Gray, arXiv 1509.09308; construction by Toom and Cook.)
 */
import type {OnnxModel, Value} from '../onnx/onnx-model.ts';
import type {PackedTensor} from '../onnx/packed-tensor.ts';

/** Outputs and inputs of a tile in one direction. */
const tileOutputs = 4;
const tileInputs = 6;

/**
 * Where the polynomials are evaluated, together with infinity. Small points of both signs keep rounding errors small
 * (Barabasz et al., arXiv 1803.10986). x ↦ −1/x maps the points and infinity onto themselves; `flipped` relies on this.
 */
const points = [0, 1, -1, 0.5, -2];
/** For the index of each point x, the index of −1/x; 5 is infinity. */
const opposites = [5, 2, 1, 4, 3, 0];

type Matrix = readonly (readonly number[])[];

/** Π (a − other points), by which the kernel's value at a is divided. */
const divisors = points.map((a) => product(points.filter((b) => b !== a).map((b) => a - b)));

/** [6, 3]: the values of a kernel's polynomial at the points. */
const kernelTransform: Matrix = [
  ...points.map((a, index) => [0, 1, 2].map((power) => a ** power / (divisors[index] as number))),
  [0, 0, 1],
];

/** [6, 6]: rows are the coefficients of Π (x − other points), the last of Π (x − points). */
const inputTransform: Matrix = [
  ...points.map((a) => roots(points.filter((b) => b !== a))),
  roots(points),
].map((row) => [...row, ...Array<number>(tileInputs - row.length).fill(0)]);

/** [4, 6]: powers of the points. */
const outputTransform: Matrix = Array.from({length: tileOutputs}, (_, power) => [
  ...points.map((a) => a ** power),
  power === tileOutputs - 1 ? 1 : 0,
]);

/**
 * The same pair for the kernel turned by 180°, with the same transformed kernel. If g is the kernel and f the turned
 * one, Σₖ (−1)ᵏ fₖ xᵏ = x² · g(−1/x): its values are those of g at the opposite points, times a factor. The signs
 * cancel when inputs and outputs alternate theirs.
 */
const flipped: {input: Matrix; output: Matrix} = {
  input: opposites.map((own) =>
    (inputTransform[own] as number[]).map((value, at) => value * alternating(at)),
  ),
  output: outputTransform.map((row, at) =>
    opposites.map((own) => (row[own] as number) * alternating(at) * oppositeFactor(own)),
  ),
};

/** The factor for the kernel's value at the opposite point. */
function oppositeFactor(own: number): number {
  if (own === 5) return divisors[0] as number;
  if (own === 0) return 1 / (divisors[0] as number);
  const opposite = opposites[own] as number;
  return ((points[own] as number) ** 2 * (divisors[opposite] as number)) / (divisors[own] as number);
}

/** The model inputs that a convolution and its pullback need. */
export interface WinogradTensors {
  /** [36, outputs, inputs]. */
  kernel: PackedTensor;
  /** [36, 1, 6, 6]. */
  input: PackedTensor;
  turnedInput: PackedTensor;
}

/** @param kernel [outputs, inputs, 3, 3] */
export function winogradTensors(
  name: string,
  kernel: Float32Array,
  outputs: number,
  inputs: number,
): WinogradTensors {
  const transformed = {
    name: `${name}.transformed`,
    dims: [36, outputs, inputs],
    data: transformKernel(kernel),
  };
  return {kernel: transformed, ...sharedTensors};
}

/**
 * Inputs of the model, though they never change. As constants they would make ONNX Runtime compute the convolution in
 * its blocked layout, with 48 outputs instead of 36, and copy the result back.
 */
const sharedTensors = {
  input: {name: 'winograd.input', dims: [36, 1, 6, 6], data: squared(inputTransform)},
  turnedInput: {name: 'winograd.turned-input', dims: [36, 1, 6, 6], data: squared(flipped.input)},
};

/** @returns [36, outputs, inputs] */
function transformKernel(kernel: Float32Array): Float32Array {
  const pairs = kernel.length / 9;
  const transform = squared(kernelTransform);
  const transformed = new Float32Array(tileInputs ** 2 * pairs);
  for (let pair = 0; pair < pairs; pair++) {
    for (let point = 0; point < tileInputs ** 2; point++) {
      let sum = 0;
      for (let tap = 0; tap < 9; tap++)
        sum += (transform[point * 9 + tap] as number) * (kernel[pair * 9 + tap] as number);
      transformed[point * pairs + pair] = sum;
    }
  }
  return transformed;
}

export interface WinogradSize {
  /** Zeros above and left of the input. */
  pad: number;
  /** Rows and columns of the output; beyond the input there are zeros. */
  height: number;
  width: number;
}

/**
 * Convolves [1, inputs, h, w] to [1, outputs, height, width].
 * @param turned use the kernel as a convolution's pullback does: turned by 180°, from outputs to inputs
 */
export function winogradConvolve(
  model: OnnxModel,
  input: Value,
  tensors: WinogradTensors,
  {pad, height, width}: WinogradSize,
  turned = false,
): Value {
  const kernel = model.constant(tensors.kernel);
  const [, channels, inputHeight, inputWidth] = input.dims as [number, number, number, number];
  const outputs = kernel.dims[turned ? 2 : 1] as number;
  const [rows, columns] = [Math.ceil(height / tileOutputs), Math.ceil(width / tileOutputs)];
  const [tiles, count] = [rows * columns, tileInputs ** 2];

  /** @param open the axis to infer from the others; one is enough to hide the size (see `ModelOptions`) */
  const reshape = (value: Value, dims: readonly number[], open: number): Value =>
    model.node('Reshape', [value, model.integers(dims.map((dim, axis) => (axis === open ? -1 : dim)))], dims);
  // Each channel is an image of its own here; one convolution both cuts the tiles and transforms them.
  const end = (tilesAlong: number, length: number): number => tileOutputs * tilesAlong + 2 - pad - length;
  const cut = model.node(
    'Conv',
    [
      reshape(input, [channels, 1, inputHeight, inputWidth], 2),
      model.constant(turned ? tensors.turnedInput : tensors.input),
    ],
    [channels, count, rows, columns],
    {
      kernel_shape: [tileInputs, tileInputs],
      strides: [tileOutputs, tileOutputs],
      pads: [pad, pad, end(rows, inputHeight), end(columns, inputWidth)],
    },
  );
  const products = model.node(
    'FusedMatMul',
    [kernel, reshape(cut, [channels, count, tiles], 2)],
    [count, outputs, tiles],
    {transA: turned ? 1 : 0, transBatchB: 1},
    'com.microsoft',
  );
  const back = model.node(
    'MatMul',
    [
      model.floats(squared(turned ? flipped.output : outputTransform), [tileOutputs ** 2, count]),
      reshape(products, [count, outputs * tiles], 1),
    ],
    [tileOutputs ** 2, outputs * tiles],
  );
  const covered = [1, outputs, tileOutputs * rows, tileOutputs * columns];
  const whole = model.node(
    'DepthToSpace',
    [reshape(back, [1, tileOutputs ** 2 * outputs, rows, columns], 2)],
    covered,
    {blocksize: tileOutputs, mode: 'DCR'},
  );
  if (covered[2] === height && covered[3] === width) return whole;
  return model.node(
    'Slice',
    [whole, model.integers([0, 0]), model.integers([height, width]), model.integers([2, 3])],
    [1, outputs, height, width],
  );
}

/** A one-dimensional transform [m, n] in both directions: [m², n²]. */
function squared(matrix: Matrix): Float32Array {
  const values = matrix.flatMap((down) =>
    matrix.flatMap((across) => down.flatMap((a) => across.map((b) => a * b))),
  );
  return Float32Array.from(values);
}

/** Coefficients, lowest power first, of Π (x − root). */
function roots(of: readonly number[]): number[] {
  return of.reduce<number[]>(
    (coefficients, root) =>
      Array.from(
        {length: coefficients.length + 1},
        (_, power) => (coefficients[power - 1] ?? 0) - root * (coefficients[power] ?? 0),
      ),
    [1],
  );
}

function product(values: readonly number[]): number {
  return values.reduce((result, value) => result * value, 1);
}

function alternating(at: number): number {
  return at % 2 === 0 ? 1 : -1;
}
