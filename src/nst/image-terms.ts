/**
 * The terms that look at the pixels themselves, total variation and Laplacians, computed here rather than in a graph:
 * they need no memory besides the gradient they are added to. Formulas as in graph/losses.ts. Images are
 * [3, height, width].
 */
import type {PlanarImage, TotalVariation} from './objective.ts';

/** Adds weight · d term / d pixel to `gradient`. Returns the term. */
export function addTotalVariation(
  {width, height, data}: PlanarImage,
  kind: Exclude<TotalVariation, 'none'>,
  weight: number,
  gradient: Float32Array,
): number {
  let term = 0;
  const along = (stride: number, columns: number, rows: number): void => {
    const pairs = 3 * rows * columns;
    const [share, slope] = kind === 'l2-mean' ? [1 / pairs, (2 * weight) / pairs] : [1, weight];
    let sum = 0;
    for (let plane = 0; plane < data.length; plane += width * height) {
      for (let row = 0; row < rows; row++) {
        const start = plane + row * width;
        for (let at = start; at < start + columns; at++) {
          const difference = (data[at + stride] as number) - (data[at] as number);
          sum += kind === 'l2-mean' ? difference * difference : Math.abs(difference);
          const change = slope * (kind === 'l2-mean' ? difference : Math.sign(difference));
          gradient[at] = (gradient[at] as number) - change;
          gradient[at + stride] = (gradient[at + stride] as number) + change;
        }
      }
    }
    term += sum * share;
  };
  along(width, width, height - 1);
  along(1, width - 1, height);
  return term;
}

/** The Laplacian of an image averaged over squares of `pool` pixels, without the outermost ones: a target. */
export function laplacianOf(image: PlanarImage, pool: number): Float32Array {
  const small = pooled(image, pool);
  const {width, height, data} = small;
  const edges = new Float32Array(3 * Math.max(0, width - 2) * Math.max(0, height - 2));
  let index = 0;
  eachInner(small, (at) => {
    edges[index] =
      (data[at - width] as number) +
      (data[at + width] as number) +
      (data[at - 1] as number) +
      (data[at + 1] as number) -
      4 * (data[at] as number);
    index += 1;
  });
  return edges;
}

/** Adds weight · d term / d pixel to `gradient`. Returns the term: the mean squared difference from `target`. */
export function addLaplacian(
  image: PlanarImage,
  target: Float32Array,
  pool: number,
  weight: number,
  gradient: Float32Array,
): number {
  const edges = laplacianOf(image, pool);
  if (edges.length !== target.length)
    throw new RangeError(`expected a Laplacian target of ${edges.length} values, received ${target.length}`);
  const width = Math.floor(image.width / pool);
  const height = Math.floor(image.height / pool);
  const slopes = new Float32Array(3 * width * height);
  // Over the squares' pixels the slope of an average is shared equally.
  const factor = (2 * weight) / edges.length / pool ** 2;
  let sum = 0;
  let index = 0;
  eachInner({width, height}, (at) => {
    const difference = (edges[index] as number) - (target[index] as number);
    sum += difference * difference;
    const slope = factor * difference;
    for (const near of [at - width, at + width, at - 1, at + 1])
      slopes[near] = (slopes[near] as number) + slope;
    slopes[at] = (slopes[at] as number) - 4 * slope;
    index += 1;
  });
  eachPooled(image, pool, (pixel, square) => {
    gradient[pixel] = (gradient[pixel] as number) + (slopes[square] as number);
  });
  return sum / edges.length;
}

function pooled(image: PlanarImage, pool: number): PlanarImage {
  const width = Math.floor(image.width / pool);
  const height = Math.floor(image.height / pool);
  const data = new Float32Array(3 * width * height);
  eachPooled(image, pool, (pixel, square) => {
    data[square] = (data[square] as number) + (image.data[pixel] as number) / pool ** 2;
  });
  return {width, height, data};
}

/** Visits every value that lies in a whole square of `pool` pixels: its index and the square's. */
function eachPooled(
  {width, height}: {width: number; height: number},
  pool: number,
  visit: (pixel: number, square: number) => void,
): void {
  const columns = Math.floor(width / pool);
  const rows = Math.floor(height / pool);
  for (let channel = 0; channel < 3; channel++) {
    for (let row = 0; row < rows * pool; row++) {
      const squares = (channel * rows + Math.floor(row / pool)) * columns;
      const pixels = (channel * height + row) * width;
      for (let column = 0; column < columns * pool; column++) {
        visit(pixels + column, squares + Math.floor(column / pool));
      }
    }
  }
}

/** Visits every value that has neighbours on all sides. */
function eachInner({width, height}: {width: number; height: number}, visit: (at: number) => void): void {
  for (let channel = 0; channel < 3; channel++) {
    for (let row = 1; row < height - 1; row++) {
      for (let column = 1; column < width - 1; column++) visit((channel * height + row) * width + column);
    }
  }
}
