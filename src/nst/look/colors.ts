/**
 * Decides whose colours the picture has. `style`: the painting's. `match`: the painting is first recoloured with the
 * photo's palette. `keep`: only brightness is painted, and the photo's hues are put back. `match` and `keep` follow
 * Gatys et al. 2016, "Preserving Color in Neural Artistic Style Transfer" (arXiv 1606.05897).
 */
import {EigenvalueDecomposition, Matrix} from 'ml-matrix';
import {type Photo, resizePhoto} from '../../images/photo.ts';
import type {ColorMode} from '../contract/protocol.ts';

/** A painting and its share in a blend. */
interface Shared {
  photo: Photo;
  share: number;
}

export interface ColorPlan {
  /** The images to optimise with. */
  content: Photo;
  styles: readonly Shared[];
  /** Turns a painted picture, of any size, into the one to show. */
  finish(painted: Photo): Promise<Photo>;
}

/** @param styles shares add up to 1 */
export function planColors(mode: ColorMode, content: Photo, styles: readonly Shared[]): ColorPlan {
  const recolored = (change: (photo: Photo) => Photo): Shared[] =>
    styles.map(({photo, share}) => ({photo: change(photo), share}));
  const finish = async (painted: Photo): Promise<Photo> => painted;
  if (mode === 'match') return {content, styles: recolored((style) => matchPalette(style, content)), finish};
  if (mode === 'keep') {
    return {
      content: mapPixels(content, (r, g, b) => gray(luma(r, g, b))),
      styles: recolored((style) => grayLike(style, content)),
      finish: async (painted) => recolor(painted, await resizePhoto(content, painted.width, painted.height)),
    };
  }
  return {content, styles, finish};
}

/**
 * Recolours `photo` so that its pixels have the mean and covariance of the reference's. It uses the linear map that
 * moves colours least (Pitié and Kokaram 2007, Monge–Kantorovich).
 */
export function matchPalette(photo: Photo, reference: Photo): Photo {
  const from = colorStatistics(photo);
  const to = colorStatistics(reference);
  const root = power(from.covariance, 0.5);
  const inverseRoot = power(from.covariance, -0.5);
  const map = inverseRoot.mmul(power(root.mmul(to.covariance).mmul(root), 0.5)).mmul(inverseRoot);
  const [m0, m1, m2] = map.to2DArray() as [Row, Row, Row];
  const apply = (row: Row, r: number, g: number, b: number, mean: number): number =>
    row[0] * (r - from.mean[0]) + row[1] * (g - from.mean[1]) + row[2] * (b - from.mean[2]) + mean;
  return mapPixels(photo, (r, g, b) => [
    apply(m0, r, g, b, to.mean[0]),
    apply(m1, r, g, b, to.mean[1]),
    apply(m2, r, g, b, to.mean[2]),
  ]);
}

type Row = [number, number, number];

/** Added to the covariance's diagonal, in (1/255 of the range)², so that a flat image's covariance has an inverse. */
const epsilon = 1;

/** Mean and covariance of a photo's pixels. */
function colorStatistics({data}: Photo): {mean: Row; covariance: Matrix} {
  const mean: Row = [0, 0, 0];
  const products: [Row, Row, Row] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  const weight = 3 / data.length;
  for (let index = 0; index < data.length; index += 3) {
    for (let i = 0; i < 3; i++) {
      const value = weight * (data[index + i] as number);
      const row = products[i] as Row;
      mean[i] = (mean[i] as number) + value;
      for (let j = 0; j < 3; j++) row[j] = (row[j] as number) + value * (data[index + j] as number);
    }
  }
  const column = Matrix.columnVector(mean);
  const spread = new Matrix(products).sub(column.mmul(column.transpose()));
  return {mean, covariance: spread.add(Matrix.eye(3).mul(epsilon))};
}

/** A real power of a symmetric positive definite matrix. */
function power(matrix: Matrix, exponent: number): Matrix {
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(matrix, {assumeSymmetric: true});
  const powers = realEigenvalues.map((value) => Math.max(value, epsilon * 1e-6) ** exponent);
  return eigenvectorMatrix.mmul(Matrix.diag(powers)).mmul(eigenvectorMatrix.transpose());
}

/** `style` in grey, with the mean and spread of brightness of `content`. */
function grayLike(style: Photo, content: Photo): Photo {
  const from = lumaStatistics(style);
  const to = lumaStatistics(content);
  const gain = to.deviation / Math.max(from.deviation, 1);
  return mapPixels(style, (r, g, b) => gray((luma(r, g, b) - from.mean) * gain + to.mean));
}

function lumaStatistics({data}: Photo): {mean: number; deviation: number} {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < data.length; index += 3) {
    const value = luma(data[index] as number, data[index + 1] as number, data[index + 2] as number);
    sum += value;
    squares += value * value;
  }
  const pixels = data.length / 3;
  const mean = sum / pixels;
  return {mean, deviation: Math.sqrt(Math.max(0, squares / pixels - mean * mean))};
}

/** The brightness of `painted` with the hues of `original`. Both have the same size. */
function recolor(painted: Photo, original: Photo): Photo {
  let index = 0;
  return mapPixels(painted, (r, g, b) => {
    const [red, green, blue] = original.data.subarray(index, index + 3) as unknown as Row;
    index += 3;
    const shift = luma(r, g, b) - luma(red, green, blue);
    return [red + shift, green + shift, blue + shift];
  });
}

function mapPixels(photo: Photo, map: (r: number, g: number, b: number) => Row): Photo {
  const data = new Uint8ClampedArray(photo.data.length);
  for (let index = 0; index < data.length; index += 3) {
    data.set(
      map(photo.data[index] as number, photo.data[index + 1] as number, photo.data[index + 2] as number),
      index,
    );
  }
  return {...photo, data: new Uint8Array(data.buffer)};
}

function gray(value: number): Row {
  return [value, value, value];
}

/** Luma of ITU-R BT.601, as in the Y of YCbCr. */
function luma(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}
