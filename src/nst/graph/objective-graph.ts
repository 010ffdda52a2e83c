/**
 * Assembles the two graphs the engine runs: `measure` (features and Gram matrices of an image) and `objective`
 * (all loss terms and the gradient of their weighted sum with respect to the image).
 */
import {convolutionsUpTo, type Encoder} from '../encoder.ts';
import {
  contentTerms,
  type Network,
  type ObjectiveSpec,
  parseTerm,
  styleTerms,
  termNames,
} from '../objective.ts';
import {contentLoss, gramMatrix, type Loss, laplacianLoss, totalVariationLoss} from './losses.ts';
import {type BuiltModel, OnnxModel, type Value} from './onnx-model.ts';
import {
  amplify,
  convolve,
  laplacian,
  mapChannels,
  padReplicate,
  relu,
  type Step,
  subtractMean,
} from './operations.ts';
import type {PackedWeights} from './packed-weights.ts';
import {averagePool, maxPool} from './pooling.ts';
import {channelsOf, elementOf} from './shapes.ts';
import {channelMoments, type Statistic, statisticsLoss} from './statistics-loss.ts';

/** Inputs: `image` [1, 3, H, W]. Outputs: the targets called `names`, shaped as the objective takes them. */
export function buildMeasureGraph(
  encoder: Encoder,
  packed: PackedWeights,
  network: Network,
  {width, height}: {width: number; height: number},
  names: readonly string[],
): BuiltModel {
  const model = new OnnxModel(packed);
  const image = model.imageInput('image', [1, 3, height, width]);
  const wanted = names.map((name) => ({name, ...parseTerm(name)}));
  const {layers} = encode(model, image, encoder, packed, network, layersAmong(wanted));
  const grams = new Map<string, Value>();
  for (const {name, kind, of} of deepestFirst(wanted, layers)) model.output(name, measured(kind, of));
  return model.build();

  function measured(kind: Term['kind'], of: string): Value {
    if (kind === 'laplacian') return laplacian(model, image, Number(of)).value;
    const features = layerOf(layers, of);
    const map = encoder.maps?.[of];
    if (kind === 'content') return mapped(model, features, map).value;
    const gram = grams.get(of) ?? gramMatrix(model, features, network.gramNorm, map);
    grams.set(of, gram);
    if (kind === 'style') return gram;
    const moment = channelMoments(model, features, gram, network.gramNorm, map)[kind];
    const dims = [1, channelsOf(features), 1, 1];
    return model.node('Reshape', [moment, model.integers(dims)], dims);
  }
}

/**
 * Inputs: `image` [1, 3, H, W], `weights` [terms] in the order of `termNames(spec)`, and one target per content and
 * style term, called like the term. Outputs: `terms` [terms], unweighted, and `gradient` [1, 3, H, W].
 */
export function buildObjectiveGraph(
  encoder: Encoder,
  packed: PackedWeights,
  spec: ObjectiveSpec,
): BuiltModel {
  const model = new OnnxModel(packed);
  const image = model.imageInput('image', [1, 3, spec.height, spec.width]);
  const {terms, gradient} = objectiveNodes(model, image, encoder, packed, spec);
  model.output('terms', terms);
  model.output('gradient', gradient);
  return model.build();
}

/** The objective at `image` as part of any graph, which gets the inputs that `buildObjectiveGraph` names, once. */
export function objectiveNodes(
  model: OnnxModel,
  image: Value,
  encoder: Encoder,
  packed: PackedWeights,
  spec: ObjectiveSpec,
): {terms: Value; gradient: Value} {
  const names = termNames(spec);
  const weights = model.input('weights', [names.length]);
  const wanted = layersAmong([...contentTerms(spec), ...styleTerms(spec)].map(parseTerm));
  const {steps, layers} = encode(model, image, encoder, packed, spec, wanted);

  const terms = new Map<string, Value>();
  const gradients = new Map<Value, Value[]>();
  const addGradient = (at: Value, gradient: Value): void => {
    gradients.set(at, [...(gradients.get(at) ?? []), gradient]);
  };
  const weightOf = (name: string): Value => elementOf(model, weights, names.indexOf(name));
  const addLoss = (
    name: string,
    at: Value,
    loss: Loss,
    pullback = (gradient: Value): Value => gradient,
  ): void => {
    addGradient(at, pullback(loss.gradient(weightOf(name))));
    terms.set(name, loss.term);
  };

  for (const name of contentTerms(spec)) {
    const {kind, of} = parseTerm(name);
    if (kind === 'laplacian') {
      const {dims} = laplacian(model, image, Number(of)).value;
      addLoss(name, image, laplacianLoss(model, image, model.imageInput(name, dims), Number(of)));
      continue;
    }
    const features = layerOf(layers, of);
    const compared = mapped(model, features, encoder.maps?.[of]);
    const target = model.imageInput(name, features.dims);
    addLoss(name, features, contentLoss(model, compared.value, target), compared.pullback);
  }
  for (const [layer, kinds] of statisticsByLayer(spec)) {
    const features = layerOf(layers, layer);
    const channels = channelsOf(features);
    const forEach = (value: (kind: Statistic) => Value): Partial<Record<Statistic, Value>> =>
      Object.fromEntries(kinds.map((kind) => [kind, value(kind)]));
    const targets = forEach((kind) =>
      model.input(`${kind}:${layer}`, kind === 'style' ? [channels, channels] : [1, channels, 1, 1]),
    );
    const loss = statisticsLoss(model, features, targets, spec.gramNorm, encoder.maps?.[layer]);
    for (const kind of kinds) terms.set(`${kind}:${layer}`, loss.terms[kind] as Value);
    addGradient(features, loss.gradient(forEach((kind) => weightOf(`${kind}:${layer}`))));
  }
  if (spec.totalVariation !== 'none')
    addLoss('tv', image, totalVariationLoss(model, image, spec.totalVariation));

  const listed = names.map((name) =>
    model.node('Unsqueeze', [terms.get(name) as Value, model.integers([0])], [1]),
  );
  return {
    terms: model.node('Concat', listed, [names.length], {axis: 0}),
    gradient: pullBack(model, image, steps, gradients),
  };
}

/** The network up to the deepest layer of `wanted`: every step in order, and the layers' values by name; of others not always. */
export function encode(
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
      if (network.poolingGain !== 1) steps.push(amplify(model, last(), network.poolingGain));
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

type Term = ReturnType<typeof parseTerm>;

function statisticsByLayer(spec: ObjectiveSpec): Map<string, Statistic[]> {
  const byLayer = new Map<string, Statistic[]>();
  for (const {kind, of} of styleTerms(spec).map(parseTerm))
    byLayer.set(of, [...(byLayer.get(of) ?? []), kind as Statistic]);
  return byLayer;
}

/** The layers that terms look at, each once. */
export function layersAmong(terms: readonly Term[]): string[] {
  return [...new Set(terms.filter(({kind}) => kind !== 'laplacian').map(({of}) => of))];
}

/**
 * In the order outputs should have: ONNX Runtime begins with what the last one needs, so it is done with each layer as it
 * passes it (measured on tiles, VGG19 at 724 px: 570 in place of 830 MB).
 */
export function deepestFirst<Wanted extends {of: string}>(
  wanted: readonly Wanted[],
  layers: ReadonlyMap<string, Value>,
): Wanted[] {
  const depth = new Map([...layers.keys()].map((layer, index) => [layer, index]));
  return wanted.toSorted((a, b) => (depth.get(b.of) ?? -1) - (depth.get(a.of) ?? -1));
}

/** Features as losses compare them: through the encoder's map for the layer, if it has one. */
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
