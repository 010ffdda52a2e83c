/**
 * Assembles the two graphs the engine runs: `measure` (features and Gram matrices of an image) and `objective`
 * (all loss terms and the gradient of their weighted sum with respect to the image).
 */

import type {Size} from '../../contract/size.ts';
import {convolutionsUpTo, type Encoder} from '../../encoders/encoder.ts';
import {
  contentTerms,
  isMatrix,
  type Network,
  type ObjectiveSpec,
  parseTerm,
  styleTerms,
  type Term,
  termNames,
} from '../objective.ts';
import {type BuiltModel, OnnxModel, type Value} from '../onnx/onnx-model.ts';
import {contentLoss, gramMatrix, opponentColors, totalVariationLoss} from './losses.ts';
import {convolve, mapChannels, padReplicate, relu, subtractMean} from './operations.ts';
import type {PackedWeights} from './packed-weights.ts';
import {averagePool, maxPool} from './pooling.ts';
import {channelsOf, elementOf, sizeOf} from './shapes.ts';
import {channelMoments, type Statistic, statisticsLoss} from './statistics-loss.ts';
import type {Step} from './step.ts';
import {blurredRoot} from './wasserstein-loss.ts';

/** Inputs: `image` [1, 3, H, W]. Outputs: the targets called `names`, shaped as the objective takes them. */
export function buildMeasureGraph(
  encoder: Encoder,
  packed: PackedWeights,
  network: Network,
  size: Size,
  names: readonly string[],
): BuiltModel {
  const wanted = names.map((name) => ({name, ...parseTerm(name)}));
  const {model, layers} = openEncoded(encoder, packed, network, size, layersAmong(wanted));
  const grams = new Map<string, Value>();
  for (const {name, kind, layer} of deepestFirst(wanted, layers)) model.output(name, measured(kind, layer));
  return model.build();

  function measured(kind: Term['kind'], layer: string): Value {
    const features = layerOf(layers, layer);
    const map = encoder.maps?.[layer];
    if (kind === 'content') return mapped(model, features, map).value;
    const gram = grams.get(layer) ?? gramMatrix(model, features, network.gramNorm, map);
    grams.set(layer, gram);
    if (kind === 'style') return gram;
    if (kind === 'wasserstein') return blurredRoot(model, gram);
    const moment = channelMoments(model, features, gram, network.gramNorm, map)[kind];
    const dims = [1, channelsOf(features), 1, 1];
    return model.node('Reshape', [moment, model.integers(dims)], dims);
  }
}

/**
 * Inputs: `image` [1, 3, H, W], `weights` [terms] in the order of `termNames(spec)`, one target per content and style
 * term, named like the term, and the subject maps [1, 1, h, w] that the specification has. Outputs: `terms` [terms],
 * unweighted, and `gradient` [1, 3, H, W].
 */
export function buildObjectiveGraph(
  encoder: Encoder,
  packed: PackedWeights,
  spec: ObjectiveSpec,
): BuiltModel {
  const names = termNames(spec);
  const wanted = layersAmong([...contentTerms(spec), ...styleTerms(spec)].map(parseTerm));
  const {model, image, steps, layers} = openEncoded(encoder, packed, spec, spec, wanted);
  const weights = model.input('weights', [names.length]);

  const terms = new Map<string, Value>();
  const gradients = new Map<Value, Value[]>();
  const addGradient = (at: Value, gradient: Value): void => {
    gradients.set(at, [...(gradients.get(at) ?? []), gradient]);
  };
  const weightOf = (name: string): Value => elementOf(model, weights, names.indexOf(name));

  for (const name of contentTerms(spec)) {
    const {layer} = parseTerm(name);
    const features = layerOf(layers, layer);
    const compared = mapped(model, features, encoder.maps?.[layer]);
    const target = model.imageInput(name, features.dims);
    const loss = contentLoss(model, compared.value, target, subjectInput(model, features, layer, spec));
    addGradient(features, compared.pullback(loss.gradient(weightOf(name))));
    terms.set(name, loss.term);
  }
  for (const [layer, kinds] of statisticsByLayer(spec)) {
    const features = layerOf(layers, layer);
    const channels = channelsOf(features);
    const forEach = (value: (kind: Statistic) => Value): Partial<Record<Statistic, Value>> =>
      Object.fromEntries(kinds.map((kind) => [kind, value(kind)]));
    const targets = forEach((kind) =>
      model.input(`${kind}:${layer}`, isMatrix(kind) ? [channels, channels] : [1, channels, 1, 1]),
    );
    const loss = statisticsLoss(model, features, targets, spec.gramNorm, encoder.maps?.[layer]);
    for (const kind of kinds) terms.set(`${kind}:${layer}`, loss.terms[kind] as Value);
    addGradient(features, loss.gradient(forEach((kind) => weightOf(`${kind}:${layer}`))));
  }
  if (spec.totalVariation !== 'none') {
    const {value, pullback} = opponentColors(model, image, spec);
    const loss = totalVariationLoss(model, value, spec.totalVariation);
    addGradient(image, pullback(loss.gradient(weightOf('tv'))));
    terms.set('tv', loss.term);
  }

  const listed = names.map((name) =>
    model.node('Unsqueeze', [terms.get(name) as Value, model.integers([0])], [1]),
  );
  model.output('terms', model.node('Concat', listed, [names.length], {axis: 0}));
  model.output('gradient', pullBack(model, image, steps, gradients));
  return model.build();
}

/** The input with the factors of a content layer's positions, if the specification has it. */
export function subjectInput(
  model: OnnxModel,
  features: Value,
  layer: string,
  {subjectMap}: ObjectiveSpec,
): Value | undefined {
  const [height, width] = sizeOf(features);
  return subjectMap ? model.imageInput(`subject:${layer}`, [1, 1, height, width]) : undefined;
}

/** A model under construction that has run the network up to the deepest layer of `wanted`. */
export interface EncodedModel {
  model: OnnxModel;
  /** Input `image` [1, 3, H, W]. */
  image: Value;
  /** In the order they are computed. */
  steps: readonly Step[];
  /** All of `wanted`, and others, by name. */
  layers: ReadonlyMap<string, Value>;
}

export function openEncoded(
  encoder: Encoder,
  packed: PackedWeights,
  network: Network,
  {width, height}: Size,
  wanted: readonly string[],
): EncodedModel {
  const model = new OnnxModel(packed);
  const image = model.imageInput('image', [1, 3, height, width]);
  return {model, image, ...encode(model, image, encoder, packed, network, wanted)};
}

function encode(
  model: OnnxModel,
  image: Value,
  encoder: Encoder,
  packed: PackedWeights,
  network: Network,
  wanted: readonly string[],
): {steps: Step[]; layers: Map<string, Value>} {
  const isMax = network.pooling === 'max';
  const layers = new Map<string, Value>();
  const steps: Step[] = [subtractMean(model, image)];
  const last = (): Value => (steps.at(-1) as Step).value;

  let block = 1;
  let isUnrectified = false;
  const convolutions = convolutionsUpTo(encoder, wanted);
  for (const [index, convolution] of convolutions.entries()) {
    const weights = packed.convolution(convolution.name);
    const inBlocks = !('winograd' in weights);
    if (convolution.block > block) {
      const pool = isMax ? maxPool : averagePool;
      steps.push(pool(model, last()));
      if (isUnrectified) steps.push(relu(model, last(), inBlocks));
    }
    block = convolution.block;
    const isInput = layers.size === 0;
    const replicate = network.padding === 'replicate' || (network.padding === 'replicate-input' && isInput);
    if (replicate) steps.push(padReplicate(model, last()));
    const next = convolutions[index + 1];
    const even = next !== undefined && next.block > block && !replicate && !wanted.includes(convolution.name);
    steps.push(
      convolve(model, last(), weights, {
        border: replicate ? 'none' : 'zeros',
        even,
      }),
    );
    // The maximum of ReLUs is the ReLU of the maximum, which is four times smaller.
    isUnrectified = isMax && next !== undefined && next.block > block && !wanted.includes(convolution.name);
    if (isUnrectified) continue;
    steps.push(relu(model, last(), inBlocks));
    layers.set(convolution.name, last());
  }
  return {steps, layers};
}

function statisticsByLayer(spec: ObjectiveSpec): Map<string, Statistic[]> {
  const byLayer = new Map<string, Statistic[]>();
  for (const {kind, layer} of styleTerms(spec).map(parseTerm))
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), kind as Statistic]);
  return byLayer;
}

/** The layers that the terms use, each once. */
export function layersAmong(terms: readonly Term[]): string[] {
  return [...new Set(terms.map(({layer}) => layer))];
}

/**
 * Sorts outputs, deepest layer first. ONNX Runtime begins with what the last output needs, so it is done with each
 * layer as it passes it (measured on tiles, VGG19 at 724 px: 570 MB instead of 830).
 */
export function deepestFirst<Wanted extends {layer: string}>(
  wanted: readonly Wanted[],
  layers: ReadonlyMap<string, Value>,
): Wanted[] {
  const depth = new Map([...layers.keys()].map((layer, index) => [layer, index]));
  return wanted.toSorted((a, b) => (depth.get(b.layer) ?? -1) - (depth.get(a.layer) ?? -1));
}

/** Features as losses compare them: after the encoder's map for the layer, if it has one. */
export function mapped(model: OnnxModel, features: Value, map: Float32Array | undefined): Step {
  return map ? mapChannels(model, features, map) : {value: features, pullback: (gradient) => gradient};
}

/** Runs the steps backwards, adding each value's own loss gradients on the way. */
export function pullBack(
  model: OnnxModel,
  image: Value,
  steps: readonly Step[],
  own: ReadonlyMap<Value, Value[]>,
): Value {
  let gradient: Value | undefined;
  const add = (parts: readonly Value[] | undefined): void => {
    for (const part of parts ?? []) {
      gradient = gradient ? model.node('Add', [gradient, part], part.dims) : part;
    }
  };
  for (const step of steps) if (own.has(step.value)) step.prepare?.();
  for (const step of steps.toReversed()) {
    add(own.get(step.value));
    if (gradient) gradient = step.pullback(gradient);
  }
  add(own.get(image));
  if (!gradient) throw new RangeError('expected at least one loss term, received none');
  return gradient;
}

export function layerOf(layers: ReadonlyMap<string, Value>, name: string): Value {
  const value = layers.get(name);
  if (!value) throw new RangeError(`layer ${name} is not part of the graph`);
  return value;
}
