/** Square matrices [size, size], row by row, in double precision. */
import {blur, leastSquares, rootSteps} from '../objective/graph/wasserstein-loss.ts';

type Numbers = Float32Array | Float64Array;

export function multiply(left: Numbers, right: Numbers, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = left[row * size + inner] as number;
      for (let column = 0; column < size; column++) {
        const at = row * size + column;
        product[at] = (product[at] as number) + factor * (right[inner * size + column] as number);
      }
    }
  }
  return product;
}

export function apply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) =>
    vector.reduce((sum, value, column) => sum + (matrix[row * size + column] as number) * value, 0),
  );
}

export function transpose(matrix: Numbers, size: number): Float64Array {
  return Float64Array.from(
    matrix,
    (_, index) => matrix[(index % size) * size + Math.floor(index / size)] as number,
  );
}

export function trace(matrix: Numbers, size: number): number {
  let sum = 0;
  for (let index = 0; index < matrix.length; index += size + 1) sum += matrix[index] as number;
  return sum;
}

/** Sum of the entries' products: tr(A·Bᵀ). */
export function sumOfProducts(left: Numbers, right: Numbers): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum;
}

/** Adds `blur` · `trace` to the diagonal. */
export function raised(matrix: Numbers, size: number, trace: number): Float64Array {
  return Float64Array.from(matrix, (value, index) => value + (isDiagonal(index, size) ? blur * trace : 0));
}

/** Root and inverse root of a symmetric matrix without negative eigenvalues, as `graph/wasserstein-loss.ts` has them. */
export function rootsOf(matrix: Numbers, size: number): {root: Float64Array; inverseRoot: Float64Array} {
  const norm = Math.sqrt(sumOfProducts(matrix, matrix) + leastSquares);
  let root: Float64Array = Float64Array.from(matrix, (value) => value / norm);
  let inverseRoot: Float64Array = root.map((_, index) => (isDiagonal(index, size) ? 1 : 0));
  for (let step = 0; step < rootSteps; step++) {
    const half = multiply(inverseRoot, root, size);
    const factor = half.map((value, index) => (isDiagonal(index, size) ? 3 / 2 : 0) - value / 2);
    root = multiply(root, factor, size);
    inverseRoot = multiply(factor, inverseRoot, size);
  }
  const scale = Math.sqrt(norm);
  return {root: root.map((value) => value * scale), inverseRoot: inverseRoot.map((value) => value / scale)};
}

export function isDiagonal(index: number, size: number): boolean {
  return index % (size + 1) === 0;
}
