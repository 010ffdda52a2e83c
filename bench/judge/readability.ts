/**
 * Is the photo still there? The mean over positions of the cosine between the photo's features and the picture's, each
 * channel centred over its positions. Unrelated pictures have about 0.05.
 */
import type {Size} from '../../src/nst/contract/size.ts';
import type {FeatureMap, Seen} from './features.ts';

export interface Readability {
  /** At block4_conv4. */
  R4: number;
  /** At block5_conv1. */
  R5: number;
  /** The mean of both, weighted by where the photo's own subject is. */
  Rs: number;
  /** Mean of the three. */
  R: number;
}

export interface CosineMap extends Size {
  data: Float64Array;
}

export function readabilityOf(photo: Seen, picture: Seen): Readability & {cosines5: CosineMap} {
  const cosines4 = cosineMap(photo.maps.block4_conv4, picture.maps.block4_conv4);
  const cosines5 = cosineMap(photo.maps.block5_conv1, picture.maps.block5_conv1);
  const saliency = saliencyOf(photo.maps.block5_conv4);
  const [R4, R5] = [weightedMean(cosines4), weightedMean(cosines5)];
  const Rs =
    (weightedMean(cosines4, resized(saliency, cosines4)) +
      weightedMean(cosines5, resized(saliency, cosines5))) /
    2;
  return {R4, R5, Rs, R: Math.max(0, (R4 + R5 + Rs) / 3), cosines5};
}

export function cosineMap(a: FeatureMap, b: FeatureMap): CosineMap {
  const positions = a.width * a.height;
  const product = new Float64Array(positions);
  const squaresA = new Float64Array(positions);
  const squaresB = new Float64Array(positions);
  for (let channel = 0; channel < a.channels; channel++) {
    const [own, other] = [a, b].map(({data}) => centred(data, channel * positions, positions));
    for (let at = 0; at < positions; at++) {
      const [x, y] = [own?.[at] as number, other?.[at] as number];
      product[at] = (product[at] as number) + x * y;
      squaresA[at] = (squaresA[at] as number) + x * x;
      squaresB[at] = (squaresB[at] as number) + y * y;
    }
  }
  const data = product.map(
    (value, at) => value / Math.max(1e-8, Math.sqrt((squaresA[at] as number) * (squaresB[at] as number))),
  );
  return {width: a.width, height: a.height, data};
}

function centred(data: Float32Array, start: number, length: number): Float64Array {
  const values = Float64Array.from(data.subarray(start, start + length));
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  return values.map((value) => value - mean);
}

/** (Σ channels / its maximum)^1.5 of the photo's own deep activations. */
function saliencyOf({width, height, channels, data}: FeatureMap): CosineMap {
  const positions = width * height;
  const sums = new Float64Array(positions);
  for (let channel = 0; channel < channels; channel++)
    for (let at = 0; at < positions; at++)
      sums[at] = (sums[at] as number) + (data[channel * positions + at] as number);
  const most = Math.max(...sums, 1e-8);
  return {width, height, data: sums.map((sum) => (sum / most) ** 1.5)};
}

/** Bilinear; pixels are squares whose centres lie at halves. */
function resized({width, height, data}: CosineMap, to: Size): CosineMap {
  if (width === to.width && height === to.height) return {width, height, data};
  const tap = (index: number, from: number, count: number) => {
    const position = Math.min(Math.max(((index + 0.5) * from) / count - 0.5, 0), from - 1);
    const low = Math.floor(position);
    return {low, high: Math.min(low + 1, from - 1), share: position - low};
  };
  const values = new Float64Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = tap(y, height, to.height);
    for (let x = 0; x < to.width; x++) {
      const column = tap(x, width, to.width);
      const at = (line: number): number =>
        (data[line * width + column.low] as number) * (1 - column.share) +
        (data[line * width + column.high] as number) * column.share;
      values[y * to.width + x] = at(row.low) * (1 - row.share) + at(row.high) * row.share;
    }
  }
  return {width: to.width, height: to.height, data: values};
}

function weightedMean({data}: CosineMap, weights?: CosineMap): number {
  let sum = 0;
  let total = 0;
  data.forEach((value, at) => {
    const weight = weights ? (weights.data[at] as number) : 1;
    sum += weight * value;
    total += weight;
  });
  return sum / total;
}
