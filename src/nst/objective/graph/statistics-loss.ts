/**
 * All losses on a layer's statistics together: Gram matrix by either distance, means, standard deviations. However many there are, their
 * gradient with respect to the features is one product, slope·F + shift, and nothing as large as the features is kept
 * except the features. layer-statistics.ts does the same for tiles.
 */
import type {GramNorm} from '../objective.ts';
import type {OnnxModel, Value} from '../onnx/onnx-model.ts';
import {gramDivisor, gramMatrix, meanSquare, sandwich, scaled} from './losses.ts';
import {channelsOf, flatten, reshapeLike, sizeOf} from './shapes.ts';
import {identityMatrix, wassersteinLoss} from './wasserstein-loss.ts';

export type Statistic = 'style' | 'wasserstein' | 'mean' | 'std';

export interface StatisticsLoss {
  /** Unweighted, scalars. */
  terms: Partial<Record<Statistic, Value>>;
  /** @param weights scalars, one for each term */
  gradient(weights: Partial<Record<Statistic, Value>>): Value;
}

/**
 * With C channels, N positions, Gram matrix G, means μ and deviations σ, the terms are mean((G − A)²) over C² entries,
 * mean((μ − μₜ)²) and mean((σ − σₜ)²) over the channels. σ² = E[F²] − μ² comes from the diagonal of G. The gradients:
 * - style: slope 4/(C²·divisor)·(G − A)
 * - wasserstein: slope 2/divisor · d term / d G
 * - σ: diagonal slope k = 2/(C·N)·(σ − σₜ)/σ and shift −k·μ
 * - μ: shift 2/(C·N)·(μ − μₜ)
 * With a map M these are the statistics of M·F; slope and shift are pulled back to Mᵀ·slope·M and Mᵀ·shift.
 * @param targets `style` and `wasserstein` [C, C], `mean` and `std` [1, C, 1, 1]; `mean` and `std` come together
 */
export function statisticsLoss(
  model: OnnxModel,
  features: Value,
  targets: Partial<Record<Statistic, Value>>,
  norm: GramNorm,
  map?: Float32Array,
): StatisticsLoss {
  const channels = channelsOf(features);
  const [height, width] = sizeOf(features);
  const divisor = gramDivisor(features, norm);
  const square = [channels, channels];
  const column = [channels, 1];
  const matrix = map && model.floats(map, square);
  const flat = flatten(model, features);
  const gram = gramMatrix(model, features, norm, map);
  const perFeature = 2 / (channels * height * width);

  const difference = (own: Value, target: Value): Value =>
    model.node('Sub', [own, model.node('Reshape', [target, model.integers(own.dims)], own.dims)], own.dims);
  const style = targets.style && difference(gram, targets.style);
  const wasserstein = targets.wasserstein && wassersteinLoss(model, gram, targets.wasserstein);
  const moments = targets.mean && targets.std && compareMoments(targets.mean, targets.std);

  function compareMoments(meanTarget: Value, stdTarget: Value) {
    const {mean, std} = channelMoments(model, features, gram, norm, map);
    return {mean, std, meanOff: difference(mean, meanTarget), stdOff: difference(std, stdTarget)};
  }

  return {
    terms: {
      ...(style && {style: meanSquare(model, style)}),
      ...(wasserstein && {wasserstein: wasserstein.term}),
      ...(moments && {mean: meanSquare(model, moments.meanOff), std: meanSquare(model, moments.stdOff)}),
    },
    gradient(weights) {
      const slopes: Value[] = [];
      if (style && weights.style)
        slopes.push(scaled(model, style, weights.style, 4 / (channels * channels * divisor)));
      if (wasserstein && weights.wasserstein)
        slopes.push(scaled(model, wasserstein.slope, weights.wasserstein, 2 / divisor));
      let shift: Value | undefined;
      if (moments && weights.mean && weights.std) {
        const relative = model.node('Div', [moments.stdOff, moments.std], column);
        const steep = scaled(model, relative, weights.std, perFeature);
        slopes.push(model.node('Mul', [identityMatrix(model, gram), steep], square));
        const fromMean = scaled(model, moments.meanOff, weights.mean, perFeature);
        shift = model.node('Sub', [fromMean, model.node('Mul', [steep, moments.mean], column)], column);
      }
      const slope = slopes.reduce((sum, one) => model.node('Add', [sum, one], square));
      const product = matrix
        ? times(
            sandwich(model, matrix, slope, 'Mᵀ·G·M'),
            shift && model.node('Gemm', [matrix, shift], column, {transA: 1}),
          )
        : times(slope, shift);
      return reshapeLike(model, product, features);
    },
  };

  function times(slope: Value, shift: Value | undefined): Value {
    return shift
      ? model.node('Gemm', [slope, flat, shift], flat.dims)
      : model.node('MatMul', [slope, flat], flat.dims);
  }
}

/**
 * Means and standard deviations of the channels, each [C, 1], mapped if there is a map. σ² = E[F²] − μ², with E[F²]
 * from the diagonal of the Gram matrix: this reads the features and writes nothing as large.
 * @param gram `gramMatrix` of the same features, norm and map
 */
export function channelMoments(
  model: OnnxModel,
  features: Value,
  gram: Value,
  norm: GramNorm,
  map?: Float32Array,
): {mean: Value; std: Value} {
  const channels = channelsOf(features);
  const [height, width] = sizeOf(features);
  const square = [channels, channels];
  const column = [channels, 1];
  const raw = model.node('ReduceMean', [flatten(model, features)], column, {axes: [1], keepdims: 1});
  const mean = map ? model.node('Gemm', [model.floats(map, square), raw], column) : raw;
  const diagonal = model.node('Mul', [gram, identityMatrix(model, gram)], square);
  const average = model.node('ReduceMean', [diagonal], column, {axes: [1], keepdims: 1});
  const factor = (channels * gramDivisor(features, norm)) / (height * width);
  const ofSquares = model.node('Mul', [average, model.scalar(factor)], column);
  const ofMean = model.node('Mul', [mean, mean], column);
  // Rounding may make the variance of a constant channel slightly negative.
  const variance = model.node('Relu', [model.node('Sub', [ofSquares, ofMean], column)], column);
  const raised = model.node('Add', [variance, model.scalar(varianceFloor)], column);
  return {mean, std: model.node('Sqrt', [raised], column)};
}

/** Keeps the slope of the root finite for a constant channel. */
export const varianceFloor = 1e-6;
