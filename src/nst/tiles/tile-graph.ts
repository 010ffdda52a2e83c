/**
 * The two graphs that evaluate one tile of an image (see tiles.ts). `statistics` sums over the positions the tile
 * answers for. `gradient` takes the slopes computed from the sums over all tiles and pulls them back to the tile's
 * pixels. Both take `mask:<poolings>` [1, 1, h, w] for each depth of the layers they use: 1 inside, 0 in the margins.
 */

import type {Size} from '../contract/size.ts';
import type {Encoder} from '../encoders/encoder.ts';
import {
  deepestFirst,
  layerOf,
  layersAmong,
  mapped,
  openEncoded,
  pullBack,
  subjectInput,
} from '../objective/graph/objective-graph.ts';
import type {PackedWeights} from '../objective/graph/packed-weights.ts';
import {channelsOf, flatten, reshapeLike, sizeOf} from '../objective/graph/shapes.ts';
import {type Network, type ObjectiveSpec, parseTerm, styleTerms} from '../objective/objective.ts';
import type {BuiltModel, OnnxModel, Value} from '../objective/onnx/onnx-model.ts';

/**
 * Inputs: `image` [1, 3, h, w] and masks. Outputs, as far as `names` asks for them:
 * - `content:<layer>`: the features of the whole tile, after the encoder's map
 * - `style:<layer>` [C, C]: Σ F·Fᵀ inside, before the map
 * - `mean:<layer>` [1, C, 1, 1]: the mean inside, after the map
 * - `std:<layer>` [1, C, 1, 1]: Σ (F − mean)² inside, after the map
 */
export function buildTileStatisticsGraph(
  encoder: Encoder,
  packed: PackedWeights,
  network: Network,
  size: Size,
  names: readonly string[],
): BuiltModel {
  const wanted = names.map((name) => ({name, ...parseTerm(name)}));
  const {model, image, layers} = openEncoded(encoder, packed, network, size, layersAmong(wanted));
  const masks = masksOf(model, image);
  const moments = new Map<string, {mean: Value; std: Value}>();

  for (const {name, kind, layer} of deepestFirst(wanted, layers)) {
    const features = layerOf(layers, layer);
    if (kind === 'content') {
      model.output(name, mapped(model, features, encoder.maps?.[layer]).value);
    } else if (kind === 'style') {
      const flat = flatten(model, model.node('Mul', [features, masks(features)], features.dims));
      const channels = channelsOf(features);
      model.output(name, model.node('Gemm', [flat, flat], [channels, channels], {transB: 1}));
    } else if (kind === 'mean' || kind === 'std') {
      const own =
        moments.get(layer) ?? momentsInside(model, features, encoder.maps?.[layer], masks(features));
      moments.set(layer, own);
      model.output(name, own[kind]);
    }
  }
  return model.build();
}

/** Mean and summed squared deviation over the positions inside; zeros if there are none. */
function momentsInside(
  model: OnnxModel,
  raw: Value,
  map: Float32Array | undefined,
  mask: Value,
): {mean: Value; std: Value} {
  const features = mapped(model, raw, map).value;
  const dims = [1, channelsOf(features), 1, 1];
  const sum = (value: Value, to: readonly number[]): Value =>
    model.node('ReduceSum', [value, model.integers([2, 3])], to, {keepdims: 1});
  const inside = (value: Value): Value => model.node('Mul', [value, mask], value.dims);
  const positions = model.node('Max', [sum(mask, [1, 1, 1, 1]), model.scalar(1)], [1, 1, 1, 1]);
  const mean = model.node('Div', [sum(inside(features), dims), positions], dims);
  const centered = inside(model.node('Sub', [features, mean], features.dims));
  return {mean, std: sum(model.node('Mul', [centered, centered], features.dims), dims)};
}

/**
 * Inputs: `image` [1, 3, h, w], masks, and
 * - for each layer with statistics, `slope:<layer>` [C, C], and for each of `momentLayers`,
 *   `shift:<layer>` [1, C, 1, 1]: the gradient with respect to a feature is slope·F + shift;
 * - for each content layer, the tile's part of the target, `content:<layer>` [1, C, h, w], and `scale:<layer>` []: the
 *   gradient is scale · (F − target), or scale · S² · (F − target) with the tile's part of the subject map S,
 *   `subject:<layer>` [1, 1, h, w].
 *
 * Outputs: `gradient` [1, 3, h, w] and, for each content layer, `squares:<layer>` [], Σ (S·(F − target))² inside.
 */
export function buildTileGradientGraph(
  encoder: Encoder,
  packed: PackedWeights,
  spec: ObjectiveSpec,
  size: Size,
): BuiltModel {
  const {contentLayers, momentLayers} = spec;
  const sloped = layersAmong(styleTerms(spec).map(parseTerm));
  const wanted = [...new Set([...contentLayers, ...sloped])];
  const {model, image, steps, layers} = openEncoded(encoder, packed, spec, size, wanted);
  const masks = masksOf(model, image);
  const own = new Map<Value, Value[]>();
  const addOwn = (at: Value, gradient: Value): void => {
    own.set(at, [...(own.get(at) ?? []), gradient]);
  };

  for (const layer of contentLayers) {
    const features = layerOf(layers, layer);
    const {value, pullback} = mapped(model, features, encoder.maps?.[layer]);
    const target = model.imageInput(`content:${layer}`, features.dims);
    const difference = model.node(
      'Mul',
      [model.node('Sub', [value, target], value.dims), masks(features)],
      value.dims,
    );
    const subject = subjectInput(model, features, layer, spec);
    const counted = (of: Value): Value => (subject ? model.node('Mul', [of, subject], of.dims) : of);
    const weighted = counted(difference);
    const squares = model.node('Mul', [weighted, weighted], value.dims);
    model.output(`squares:${layer}`, model.node('ReduceSum', [squares], [], {keepdims: 0}));
    const scale = model.input(`scale:${layer}`, []);
    addOwn(features, pullback(model.node('Mul', [counted(weighted), scale], value.dims)));
  }
  for (const layer of sloped) {
    const features = layerOf(layers, layer);
    const channels = channelsOf(features);
    const slope = model.input(`slope:${layer}`, [channels, channels]);
    const flat = flatten(model, features);
    const product = model.node('MatMul', [slope, flat], flat.dims);
    let gradient = reshapeLike(model, product, features);
    if (momentLayers.includes(layer)) {
      const shift = model.input(`shift:${layer}`, [1, channels, 1, 1]);
      gradient = model.node('Add', [gradient, shift], features.dims);
    }
    addOwn(features, model.node('Mul', [gradient, masks(features)], features.dims));
  }
  model.output('gradient', pullBack(model, image, steps, own));
  return model.build();
}

/** Returns the mask for features of any depth. Each depth has one mask, an input of the graph. */
function masksOf(model: OnnxModel, image: Value): (features: Value) => Value {
  const masks = new Map<number, Value>();
  return (features) => {
    const [height, width] = sizeOf(features);
    const poolings = Math.round(Math.log2((image.dims[2] as number) / height));
    const mask = masks.get(poolings) ?? model.imageInput(`mask:${poolings}`, [1, 1, height, width]);
    masks.set(poolings, mask);
    return mask;
  };
}
