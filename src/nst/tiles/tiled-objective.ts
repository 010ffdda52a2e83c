/**
 * Computes the exact objective of an image too large to evaluate at once, tile by tile in two passes. The first gathers
 * the statistics of the whole image; the second pulls their slopes back to each tile's pixels. The result differs from
 * evaluating the image whole only by rounding. The event loop runs between tiles, so an abort is noticed.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {PlanarImage} from '../../images/planar.ts';
import {areaOf} from '../contract/size.ts';
import {type Encoder, parseLayerName} from '../encoders/encoder.ts';
import {layersAmong} from '../objective/graph/objective-graph.ts';
import {
  isMatrix,
  type Network,
  type Objective,
  type ObjectiveSpec,
  parseTerm,
  styleTerms,
  subjectMaps,
  type Targets,
  type TermWeights,
  termNames,
} from '../objective/objective.ts';
import type {BuiltModel} from '../objective/onnx/onnx-model.ts';
import type {GraphRuntime, GraphSession} from '../objective/onnx/onnx-session.ts';
import {addTotalVariation} from '../objective/total-variation.ts';
import {gatherLayer, type LayerStatistics} from './layer-statistics.ts';
import {buildTileGradientGraph, buildTileStatisticsGraph} from './tile-graph.ts';
import {addTile, cutTile, interior, placeInterior, pooledSize, type Tile, type Tiling} from './tiles.ts';

type Values = Readonly<Record<string, Float32Array>>;

/** Measures the targets called `names` on the whole `image`. @throws RangeError for an unknown term or layer */
export async function measureTiled(
  runtime: GraphRuntime,
  image: PlanarImage,
  network: Network,
  names: readonly string[],
  tiling: Tiling,
): Promise<Targets> {
  const targets: Record<string, Float32Array> = {};
  const contents: {name: string; poolings: number}[] = [];
  for (const name of names) {
    const {kind, layer} = parseTerm(name);
    if (kind === 'content') contents.push({name, poolings: poolingsOf(layer)});
  }
  const wanted = gatheredNames(names);
  if (wanted.length === 0) return targets;

  const model = buildTileStatisticsGraph(runtime.encoder, runtime.packed, network, tiling, wanted);
  return during(runtime, model, async (session) => {
    const layers = gatherLayers(runtime.encoder, network, names);
    for (const tile of tiling.tiles) {
      const outputs = await session.run(feedsOf(session, tiling, tile, {image: image.data}));
      layers.add(outputs, tiling, tile);
      for (const {name, poolings} of contents) {
        const values = outputs[name] as Float32Array;
        const channels = values.length / areaOf(pooledSize(tiling, poolings));
        targets[name] ??= new Float32Array(channels * areaOf(pooledSize(tiling.image, poolings)));
        placeInterior(targets[name], values, tiling, tile, poolings);
      }
      await nextTurn();
    }
    for (const layer of layers.byName.values()) Object.assign(targets, layer.targets());
    return targets;
  });
}

/** Runs a pass in its own session, so that its memory is free for the next pass. Opening one takes only a moment. */
async function during<Result>(
  {open}: GraphRuntime,
  model: BuiltModel,
  pass: (session: GraphSession) => Promise<Result>,
): Promise<Result> {
  const session = await open(model);
  try {
    return await pass(session);
  } finally {
    await session.release();
  }
}

/** @throws RangeError when a target is missing */
export async function createTiledObjective(
  runtime: GraphRuntime,
  spec: ObjectiveSpec,
  targets: Targets,
  weights: TermWeights,
  tiling: Tiling,
): Promise<Objective> {
  const names = termNames(spec);
  const targetOf = (name: string): Float32Array => {
    const target = targets[name];
    if (!target) throw new RangeError(`expected a target for ${name}, received none`);
    return target;
  };
  for (const name of names) if (name !== 'tv') targetOf(name);
  const contents = spec.contentLayers.map((layer) => ({layer, name: `content:${layer}`}));
  const constants = Object.fromEntries([
    ...subjectMaps(spec).map((name) => [name, targetOf(name)]),
    ...contents.flatMap(({layer, name}) => [
      [name, targetOf(name)],
      [`scale:${layer}`, Float32Array.of((2 * (weights[name] ?? 0)) / targetOf(name).length)],
    ]),
  ]);

  const {encoder, packed} = runtime;
  const gathered = gatheredNames(styleTerms(spec));
  const statistics = gathered.length > 0 && buildTileStatisticsGraph(encoder, packed, spec, tiling, gathered);
  const gradients =
    gathered.length + contents.length > 0 && buildTileGradientGraph(encoder, packed, spec, tiling);

  /** First pass: the style terms, and `slope:<layer>` and `shift:<layer>` for the second pass. */
  async function compareStyle(image: Float32Array, signal: AbortSignal | undefined) {
    const layers = gatherLayers(encoder, spec, styleTerms(spec));
    if (statistics) {
      await during(runtime, statistics, async (session) => {
        for (const tile of tiling.tiles) {
          layers.add(await session.run(feedsOf(session, tiling, tile, {image})), tiling, tile);
          await turn(signal);
        }
      });
    }
    const terms: Record<string, number> = {};
    const slopes: Record<string, Float32Array> = {};
    for (const [layer, own] of layers.byName) {
      const {slope, shift, ...compared} = own.compare(targets, weights);
      Object.assign(terms, compared.terms);
      slopes[`slope:${layer}`] = slope;
      slopes[`shift:${layer}`] = shift;
    }
    return {terms, slopes};
  }

  return {
    tiles: tiling.tiles.length,

    async evaluate(image, signal) {
      const {terms, slopes} = await compareStyle(image, signal);
      const gradient = new Float32Array(image.length);
      for (const {name} of contents) terms[name] = 0;
      if (gradients) {
        await during(runtime, gradients, async (session) => {
          for (const tile of tiling.tiles) {
            const feeds = feedsOf(session, tiling, tile, {image, ...constants, ...slopes});
            const outputs = await session.run(feeds);
            addTile(gradient, outputs.gradient as Float32Array, tiling, tile);
            for (const {name, layer} of contents) {
              const share = (outputs[`squares:${layer}`]?.[0] as number) / targetOf(name).length;
              terms[name] = (terms[name] as number) + share;
            }
            await turn(signal);
          }
        });
      }
      const whole = {...tiling.image, data: image};
      if (spec.totalVariation !== 'none')
        terms.tv = addTotalVariation(whole, spec, weights.tv ?? 0, gradient);
      const loss = names.reduce((sum, name) => sum + (weights[name] ?? 0) * (terms[name] as number), 0);
      return {loss, terms, gradient};
    },

    /** Nothing is kept from one evaluation to the next. */
    dispose: async () => undefined,
  };
}

async function turn(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
}

/**
 * What the statistics graph must output for `names`. Means and squared deviations always come together; both distances of
 * Gram matrices need the same sums.
 */
function gatheredNames(names: readonly string[]): string[] {
  const outputs = names.flatMap((name) => {
    const {kind, layer} = parseTerm(name);
    if (kind === 'mean' || kind === 'std') return [`mean:${layer}`, `std:${layer}`];
    return isMatrix(kind) ? [`style:${layer}`] : [name];
  });
  return [...new Set(outputs)];
}

function gatherLayers(encoder: Encoder, network: Network, names: readonly string[]) {
  const layers = layersAmong(names.map(parseTerm).filter(({kind}) => kind !== 'content'));
  const byName: ReadonlyMap<string, LayerStatistics> = new Map(
    layers.map((layer) => [layer, gatherLayer(layer, names, encoder, network)]),
  );
  return {
    byName,
    add(outputs: Values, tiling: Tiling, tile: Tile): void {
      for (const [layer, own] of byName) own.add(outputs, areaOf(interior(tiling, tile, poolingsOf(layer))));
    },
  };
}

/** Splits per-image values among tiles; copies the rest to each. */
function feedsOf({inputs}: GraphSession, tiling: Tiling, tile: Tile, values: Values): Values {
  const feeds = inputs.map((input) => {
    const [kind, of = ''] = input.split(':');
    if (kind === 'mask') return [input, interior(tiling, tile, Number(of)).mask()] as const;
    const value = values[input] as Float32Array;
    if (kind === 'image') return [input, cutTile(value, tiling, tile)] as const;
    const isSpread = kind === 'content' || kind === 'subject';
    return [input, isSpread ? cutTile(value, tiling, tile, poolingsOf(of)) : value] as const;
  });
  return Object.fromEntries(feeds);
}

/** How often the image was pooled before a layer. */
function poolingsOf(layer: string): number {
  return parseLayerName(layer).block - 1;
}
