/**
 * Gathers a layer's statistics from the tiles of an image and computes the style terms from them: their values, and the
 * slope and shift in every feature's gradient, slope·F + shift. Sums are kept in double precision. Matrices are [C, C],
 * row by row.
 */
import type {Encoder} from '../encoders/encoder.ts';
import {varianceFloor} from '../objective/graph/statistics-loss.ts';
import {blur} from '../objective/graph/wasserstein-loss.ts';
import type {Network, Targets, TermWeights} from '../objective/objective.ts';
import {apply, isDiagonal, multiply, raised, rootsOf, sumOfProducts, trace, transpose} from './matrices.ts';

export interface LayerStatistics {
  /** Adds the outputs of a tile's statistics graph over `positions` positions. */
  add(outputs: Targets, positions: number): void;
  /** What `measure` would return for this layer of the whole image. */
  targets(): Targets;
  /** Compares the gathered statistics with their targets. */
  compare(targets: Targets, weights: TermWeights): LayerComparison;
}

export interface LayerComparison {
  /** Unweighted terms by name. */
  terms: Record<string, number>;
  slope: Float32Array;
  /** [C] */
  shift: Float32Array;
}

/** @param names terms to gather; those of other layers are ignored */
export function gatherLayer(
  layer: string,
  names: readonly string[],
  encoder: Encoder,
  network: Network,
): LayerStatistics {
  const wants = (kind: string): boolean => names.includes(`${kind}:${layer}`);
  const channels = encoder.convolutions.find(({name}) => name === layer)?.outputs ?? 0;
  const map = encoder.maps?.[layer];
  const gram = new Float64Array(wants('style') || wants('wasserstein') ? channels ** 2 : 0);
  const mean = new Float64Array(channels);
  const scatter = new Float64Array(channels);
  let total = 0;

  const divisor = (): number => (network.gramNorm === 'hw' ? total : total * channels);
  const normalized = (): Float64Array => {
    const raw = gram.map((sum) => sum / divisor());
    return map ? multiply(multiply(map, raw, channels), transpose(map, channels), channels) : raw;
  };
  const deviation = (): Float64Array => scatter.map((sum) => Math.sqrt(sum / total + varianceFloor));

  /** Merges means and squared deviations of two groups (Chan, Golub, LeVeque 1979). */
  function addMoments(tileMean: Float32Array, tileScatter: Float32Array, positions: number): void {
    for (let channel = 0; channel < channels; channel++) {
      const apart = (tileMean[channel] as number) - (mean[channel] as number);
      mean[channel] = (mean[channel] as number) + (apart * positions) / (total + positions);
      const between = (apart * apart * total * positions) / (total + positions);
      scatter[channel] = (scatter[channel] as number) + (tileScatter[channel] as number) + between;
    }
  }

  return {
    add(outputs, positions) {
      if (positions === 0) return;
      outputs[`style:${layer}`]?.forEach((sum, index) => {
        gram[index] = (gram[index] as number) + sum;
      });
      const [tileMean, tileScatter] = [outputs[`mean:${layer}`], outputs[`std:${layer}`]];
      if (tileMean && tileScatter) addMoments(tileMean, tileScatter, positions);
      total += positions;
    },

    targets: () => ({
      ...(wants('style') && {[`style:${layer}`]: Float32Array.from(normalized())}),
      ...(wants('wasserstein') && {
        [`wasserstein:${layer}`]: Float32Array.from(blurredRoot(normalized(), channels)),
      }),
      ...(wants('mean') && {[`mean:${layer}`]: Float32Array.from(mean)}),
      ...(wants('std') && {[`std:${layer}`]: Float32Array.from(deviation())}),
    }),

    compare(targets, weights) {
      const terms: Record<string, number> = {};
      const slope = new Float64Array(channels ** 2);
      const shift = new Float64Array(channels);
      const targetOf = (name: string, length: number): Float32Array => {
        const target = targets[name];
        if (target?.length === length) return target;
        throw new RangeError(`expected a target of ${length} for ${name}, received ${target?.length}`);
      };
      const differ = (kind: string, own: Float64Array): {difference: Float64Array; weight: number} => {
        const name = `${kind}:${layer}`;
        const target = targetOf(name, own.length);
        const difference = own.map((value, index) => value - (target[index] as number));
        terms[name] = difference.reduce((sum, value) => sum + value * value, 0) / own.length;
        return {difference, weight: weights[name] ?? 0};
      };

      if (wants('style')) {
        const {difference, weight} = differ('style', normalized());
        const factor = (4 * weight) / (channels ** 2 * divisor());
        for (let index = 0; index < slope.length; index++)
          slope[index] = factor * (difference[index] as number);
      }
      if (wants('wasserstein')) {
        const name = `wasserstein:${layer}`;
        const {term, slope: own} = wassersteinDistance(normalized(), targetOf(name, channels ** 2), channels);
        terms[name] = term;
        const factor = (2 * (weights[name] ?? 0)) / divisor();
        for (let index = 0; index < slope.length; index++)
          slope[index] = (slope[index] as number) + factor * (own[index] as number);
      }
      const perFeature = 2 / (channels * total);
      if (wants('mean')) {
        const {difference, weight} = differ('mean', mean);
        for (let channel = 0; channel < channels; channel++)
          shift[channel] = weight * perFeature * (difference[channel] as number);
      }
      if (wants('std')) {
        const own = deviation();
        const {difference, weight} = differ('std', own);
        for (let channel = 0; channel < channels; channel++) {
          const steep = (weight * perFeature * (difference[channel] as number)) / (own[channel] as number);
          const diagonal = channel * (channels + 1);
          slope[diagonal] = (slope[diagonal] as number) + steep;
          shift[channel] = (shift[channel] as number) - steep * (mean[channel] as number);
        }
      }
      if (!map) return {terms, slope: Float32Array.from(slope), shift: Float32Array.from(shift)};
      const back = transpose(map, channels);
      return {
        terms,
        slope: Float32Array.from(multiply(multiply(back, slope, channels), map, channels)),
        shift: Float32Array.from(apply(back, shift)),
      };
    },
  };
}

/** tr G + tr S² − 2 tr (S·G·S)^½ after the blur, and its slope; formulas in `graph/wasserstein-loss.ts`. */
function wassersteinDistance(gram: Float64Array, target: Float32Array, size: number) {
  const between = (inner: Float64Array): Float64Array =>
    multiply(multiply(target, inner, size), target, size);
  const own = sumOfProducts(target, target);
  const blurred = raised(gram, size, own / (1 + blur * size));
  const {root, inverseRoot} = rootsOf(between(blurred), size);
  const slope = between(inverseRoot).map((value, index) => (isDiagonal(index, size) ? 1 : 0) - value);
  return {term: trace(blurred, size) + own - 2 * trace(root, size), slope};
}

function blurredRoot(gram: Float64Array, size: number): Float64Array {
  return rootsOf(raised(gram, size, trace(gram, size)), size).root;
}
