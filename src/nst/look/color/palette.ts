/** Fits the palette of one image to another's, in OKLab. */
import {EigenvalueDecomposition, Matrix} from 'ml-matrix';
import type {Photo} from '../../../images/photo.ts';
import {emptyOklab, type Oklab, oklabOf, photoOf} from './oklab.ts';

/**
 * Recolours `photo` so that its pixels have the mean and covariance of the reference's. It uses the linear map that
 * moves colours least (Pitié and Kokaram 2007, Monge–Kantorovich). Lightness beyond black and white is compressed
 * instead of cut off, so that light parts keep their modelling.
 */
export function matchPalette(photo: Photo, reference: Photo): Photo {
  const image = oklabOf(photo);
  const matched = moved(image, statistics(image), statistics(oklabOf(reference)));
  return photoOf({...matched, L: matched.L.map(compressed)});
}

/** Only lightness. */
export function grayOf(photo: Photo): Photo {
  return photoOf({...emptyOklab(photo), L: oklabOf(photo).L});
}

/** `style` in grey, with the mean and spread of lightness of `content`. */
export function grayLike(style: Photo, content: Photo): Photo {
  return matchPalette(grayOf(style), grayOf(content));
}

interface Statistics {
  mean: Row;
  covariance: Matrix;
}

type Row = [number, number, number];

/** Added to the variances, so that colours of what is nearly grey, which are noise, are not amplified without limit. */
const epsilon = 0.015 ** 2;

function statistics({L, a, b}: Oklab): Statistics {
  const planes = [L, a, b];
  const mean = planes.map((plane) => average(plane.length, (pixel) => plane[pixel] as number)) as Row;
  const covariance = planes.map((one, i) =>
    planes.map((other, j) => {
      const [m, n] = [mean[i] as number, mean[j] as number];
      return average(one.length, (pixel) => ((one[pixel] as number) - m) * ((other[pixel] as number) - n));
    }),
  );
  return {mean, covariance: new Matrix(covariance).add(Matrix.eye(3).mul(epsilon))};
}

function average(length: number, valueAt: (pixel: number) => number): number {
  let sum = 0;
  for (let pixel = 0; pixel < length; pixel++) sum += valueAt(pixel);
  return sum / length;
}

function moved({L, a, b, ...size}: Oklab, from: Statistics, to: Statistics): Oklab {
  const root = power(from.covariance, 0.5);
  const inverseRoot = power(from.covariance, -0.5);
  const map = inverseRoot.mmul(power(root.mmul(to.covariance).mmul(root), 0.5)).mmul(inverseRoot);
  const rows = map.to2DArray() as [Row, Row, Row];
  const result = emptyOklab(size);
  for (const [channel, plane] of [result.L, result.a, result.b].entries()) {
    const [l, m, n] = rows[channel] as Row;
    const offset = (to.mean[channel] as number) - l * from.mean[0] - m * from.mean[1] - n * from.mean[2];
    for (let pixel = 0; pixel < plane.length; pixel++)
      plane[pixel] = l * (L[pixel] as number) + m * (a[pixel] as number) + n * (b[pixel] as number) + offset;
  }
  return result;
}

/** A real power of a symmetric positive definite matrix. */
function power(matrix: Matrix, exponent: number): Matrix {
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(matrix, {assumeSymmetric: true});
  const powers = realEigenvalues.map((value) => Math.max(value, epsilon * 1e-6) ** exponent);
  return eigenvectorMatrix.mmul(Matrix.diag(powers)).mmul(eigenvectorMatrix.transpose());
}

/** Where compression of lightness begins, as a distance from black and white. */
const knee = 0.1;

/** The identity away from black and white; near them a smooth curve into 0–1 that keeps the order of any values. */
export function compressed(L: number): number {
  if (L < knee) return knee * Math.exp((L - knee) / knee);
  if (L > 1 - knee) return 1 - knee * Math.exp((1 - knee - L) / knee);
  return L;
}
