/**
 * Assembles the two graphs the engine runs: `measure` (features and Gram matrices of an image) and `objective`
 * (all loss terms and the gradient of their weighted sum with respect to the image).
 */
import {convolutionsUpTo, type Encoder} from '../encoder.ts';
import {type ObjectiveSpec, termNames} from '../objective.ts';
import {contentLoss, gramMatrix, type Loss, styleLoss, totalVariationLoss} from './losses.ts';
import {OnnxModel, type Value} from './onnx-model.ts';
import {
  averagePool,
  convolve,
  mapChannels,
  maxPool,
  padReplicate,
  relu,
  type Step,
  subtractMean,
} from './operations.ts';
import type {PackedConvolution, PackedWeights} from './packed-weights.ts';

type Network = Pick<ObjectiveSpec, 'width' | 'height' | 'pooling' | 'padding' | 'gramNorm'>;

/** Inputs: `image`. Outputs: `features:<layer>` and `gram:<layer>`. */
export function buildMeasureGraph(
  encoder: Encoder,
  packed: PackedWeights,
  network: Network,
  wanted: {features: readonly string[]; grams: readonly string[]},
): Uint8Array {
  const model = new OnnxModel();
  const image = model.input('image', [1, 3, network.height, network.width]);
  const {layers} = encode(model, image, encoder, packed, network, [...wanted.features, ...wanted.grams]);
  for (const layer of wanted.features) {
    model.output(`features:${layer}`, contentFeatures(model, layerOf(layers, layer), encoder, layer).value);
  }
  for (const layer of wanted.grams) {
    const map = encoder.maps?.style[layer];
    model.output(`gram:${layer}`, gramMatrix(model, layerOf(layers, layer), network.gramNorm, map));
  }
  return model.toBytes();
}

/**
 * Inputs: `image` [1, 3, H, W], `weights` [terms] in the order of `termNames(spec)`, and one target per content and
 * style term, called like the term. Outputs: `terms` [terms], unweighted, and `gradient` [1, 3, H, W].
 */
export function buildObjectiveGraph(
  encoder: Encoder,
  packed: PackedWeights,
  spec: ObjectiveSpec,
): Uint8Array {
  const names = termNames(spec);
  const model = new OnnxModel();
  const image = model.input('image', [1, 3, spec.height, spec.width]);
  const weights = model.input('weights', [names.length]);
  const {steps, layers} = encode(model, image, encoder, packed, spec, [
    ...spec.contentLayers,
    ...spec.styleLayers,
  ]);

  const terms: Value[] = [];
  const gradients = new Map<Value, Value[]>();
  const addLoss = (at: Value, loss: Loss, pullback = (gradient: Value): Value => gradient): void => {
    const index = model.integers([terms.length]);
    const weight = model.node('Squeeze', [model.node('Gather', [weights, index], [1])], []);
    gradients.set(at, [...(gradients.get(at) ?? []), pullback(loss.gradient(weight))]);
    terms.push(model.node('Unsqueeze', [loss.term, model.integers([0])], [1]));
  };

  for (const layer of spec.contentLayers) {
    const features = layerOf(layers, layer);
    const compared = contentFeatures(model, features, encoder, layer);
    const target = model.input(`content:${layer}`, features.dims);
    addLoss(features, contentLoss(model, compared.value, target), compared.pullback);
  }
  for (const layer of spec.styleLayers) {
    const features = layerOf(layers, layer);
    const channels = features.dims[1] as number;
    const target = model.input(`style:${layer}`, [channels, channels]);
    addLoss(features, styleLoss(model, features, target, spec.gramNorm, encoder.maps?.style[layer]));
  }
  if (spec.totalVariation !== 'none') addLoss(image, totalVariationLoss(model, image, spec.totalVariation));

  model.output('terms', model.node('Concat', terms, [terms.length], {axis: 0}));
  model.output('gradient', pullBack(model, image, steps, gradients));
  return model.toBytes();
}

/** The network up to the deepest layer of `wanted`: every step in order, and the layers' values by name. */
function encode(
  model: OnnxModel,
  image: Value,
  encoder: Encoder,
  packed: PackedWeights,
  network: Network,
  wanted: readonly string[],
): {steps: Step[]; layers: Map<string, Value>} {
  const pool = network.pooling === 'max' ? maxPool : averagePool;
  const layers = new Map<string, Value>();
  const steps: Step[] = [subtractMean(model, image)];
  const last = (): Value => (steps.at(-1) as Step).value;

  let block = 1;
  for (const convolution of convolutionsUpTo(encoder, wanted)) {
    if (convolution.block > block) steps.push(pool(model, last()));
    block = convolution.block;
    const isInput = layers.size === 0;
    const replicate = network.padding === 'replicate' || (network.padding === 'replicate-input' && isInput);
    if (replicate) steps.push(padReplicate(model, last()));
    const weights = packed.convolutions.get(convolution.name) as PackedConvolution;
    steps.push(convolve(model, last(), weights, !replicate));
    steps.push(relu(model, last()));
    layers.set(convolution.name, last());
  }
  return {steps, layers};
}

/** A layer's features as the content loss compares them. */
function contentFeatures(model: OnnxModel, features: Value, encoder: Encoder, layer: string): Step {
  const map = encoder.maps?.content[layer];
  return map ? mapChannels(model, features, map) : {value: features, pullback: (gradient) => gradient};
}

/** Runs the steps backwards, adding each value's own loss gradients on the way. */
function pullBack(
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
  for (const step of steps.toReversed()) {
    add(own.get(step.value));
    if (gradient) gradient = step.pullback(gradient);
  }
  add(own.get(image));
  if (!gradient) throw new RangeError('expected at least one loss term, received none');
  return gradient;
}

function layerOf(layers: ReadonlyMap<string, Value>, name: string): Value {
  const value = layers.get(name);
  if (!value) throw new RangeError(`layer ${name} is not part of the graph`);
  return value;
}
