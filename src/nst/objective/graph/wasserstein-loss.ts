/**
 * Wasserstein distance of Gram matrices. G is the second moment of features; of all ways to turn features with moment G
 * into features with the painting's moment A, the least mean square by which they must move is
 *
 *     tr G + tr A − 2 tr (S·G·S)^½,   S = A^½
 *
 * (Dowson and Landau 1982; for style transfer: Crowson 2021). The mean square of G − A grows with the fourth power of
 * features, so a few loud channels decide; here each channel counts by its own size. docs/engine.md says what that is
 * worth. Both G and A have `blur` · tr A added to their diagonals: that keeps the roots within reach of float32 and of
 * few steps, and the distance is still 0 at G = A.
 */
import type {OnnxModel, Value} from '../onnx/onnx-model.ts';

/** Variance added to every direction, relative to the trace of the painting's Gram matrix. */
export const blur = 1e-3;

/**
 * Steps of Newton's method. They resolve eigenvalues down to about (4/9)ⁿ of the largest, and `blur`² is the smallest;
 * with 18 the slope is within 1 % to 5 % (against eigenvalues in double precision, 64 and 256 channels).
 */
export const rootSteps = 18;

/** Keeps the norm of a matrix of zeros above zero. */
export const leastSquares = 1e-30;

export interface WassersteinLoss {
  /** The distance, a scalar. */
  term: Value;
  /** d term / d G = I − S·(S·G·S)^−½·S, [C, C]. */
  slope: Value;
}

/**
 * @param gram [C, C], G before the blur
 * @param target [C, C], S, from `blurredRoot`
 */
export function wassersteinLoss(model: OnnxModel, gram: Value, target: Value): WassersteinLoss {
  const identity = identityMatrix(model, gram);
  const between = (inner: Value): Value => product(model, product(model, target, inner), target);
  const trace = (matrix: Value): Value => sumOfProducts(model, matrix, identity);
  const own = sumOfProducts(model, target, target);
  const sharp = model.node('Mul', [own, model.scalar(1 / (1 + blur * (gram.dims[0] as number)))], []);
  const blurred = raised(model, gram, identity, sharp);
  const {root, inverseRoot} = rootsOf(model, between(blurred), identity);
  const traces = model.node('Add', [trace(blurred), own], []);
  const shared = model.node('Mul', [trace(root), model.scalar(2)], []);
  return {
    term: model.node('Sub', [traces, shared], []),
    slope: model.node('Sub', [identity, between(inverseRoot)], gram.dims),
  };
}

/** Square root of a Gram matrix [C, C] after the blur. */
export function blurredRoot(model: OnnxModel, gram: Value): Value {
  const identity = identityMatrix(model, gram);
  const blurred = raised(model, gram, identity, sumOfProducts(model, gram, identity));
  return rootsOf(model, blurred, identity).root;
}

/** Adds `blur` · `trace` to the diagonal. */
function raised(model: OnnxModel, matrix: Value, identity: Value, trace: Value): Value {
  const variance = model.node('Mul', [trace, model.scalar(blur)], []);
  const diagonal = model.node('Mul', [identity, variance], matrix.dims);
  return model.node('Add', [matrix, diagonal], matrix.dims);
}

/** Square root and inverse square root, by the coupled Newton–Schulz iteration (Higham 2008, equation 6.35). */
function rootsOf(model: OnnxModel, matrix: Value, identity: Value): {root: Value; inverseRoot: Value} {
  const {dims} = matrix;
  const squares = sumOfProducts(model, matrix, matrix);
  const norm = model.node('Sqrt', [model.node('Add', [squares, model.scalar(leastSquares)], [])], []);
  const threeHalves = model.node('Mul', [identity, model.scalar(3 / 2)], dims);
  let root = model.node('Div', [matrix, norm], dims);
  let inverse = identity;
  for (let step = 0; step < rootSteps; step++) {
    const half = model.node('Mul', [product(model, inverse, root), model.scalar(1 / 2)], dims);
    const factor = model.node('Sub', [threeHalves, half], dims);
    root = product(model, root, factor);
    inverse = product(model, factor, inverse);
  }
  const scale = model.node('Sqrt', [norm], []);
  return {
    root: model.node('Mul', [root, scale], dims),
    inverseRoot: model.node('Div', [inverse, scale], dims),
  };
}

/** The identity matrix of the size of `like` [C, C]. */
export function identityMatrix(model: OnnxModel, {dims}: Value): Value {
  const size = dims[0] as number;
  const isDiagonal = (index: number): boolean => index % (size + 1) === 0;
  const data = Float32Array.from({length: size * size}, (_, index) => (isDiagonal(index) ? 1 : 0));
  return model.floats(data, dims);
}

function product(model: OnnxModel, left: Value, right: Value): Value {
  return model.node('MatMul', [left, right], left.dims);
}

/** Sum of the entries' products: tr(A·Bᵀ). */
function sumOfProducts(model: OnnxModel, left: Value, right: Value): Value {
  return model.node('ReduceSum', [model.node('Mul', [left, right], left.dims)], [], {keepdims: 0});
}
