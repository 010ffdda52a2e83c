import {describe, expect, test} from 'vitest';
import type {PlanarImage} from '../../../src/images/planar.ts';
import type {Size} from '../../../src/nst/contract/size.ts';
import type {Encoder} from '../../../src/nst/encoders/encoder.ts';
import {readKerasVgg19} from '../../../src/nst/encoders/keras-h5.ts';
import {randomSource} from '../../../src/nst/look/random.ts';
import {
  contentTerms,
  type ObjectiveSpec,
  parseTerm,
  styleTerms,
  type Targets,
} from '../../../src/nst/objective/objective.ts';
import {createOnnxBackend, onnxRuntime} from '../../../src/nst/objective/onnx-backend.ts';
import {createTiledObjective, measureTiled} from '../../../src/nst/tiles/tiled-objective.ts';
import {planTiling, reachOf, type Tiling} from '../../../src/nst/tiles/tiles.ts';
import {randomSubject} from '../../fixtures/objectives.ts';
import {realWeights, tinyEncoder} from '../../fixtures/weights.ts';

/** VGG's five blocks with few convolutions, so that even small images need tiles. */
const plain: Encoder = {
  name: 'tiny-shallow',
  convolutions: tinyEncoder().convolutions.filter(({name}) => /conv1$|block3_conv2/.test(name)),
};
const mapped: Encoder = {
  ...plain,
  maps: {
    block2_conv1: randomValues(36, 31),
    block3_conv2: randomValues(64, 33),
    block4_conv1: randomValues(64, 32),
  },
};

const base = {
  pooling: 'average',
  padding: 'zero',
  gramNorm: 'hw',
  contentLayers: ['block3_conv2'],
  styleLayers: ['block1_conv1', 'block2_conv1', 'block4_conv1', 'block5_conv1'],
  wassersteinLayers: [],
  momentLayers: [],
  totalVariation: 'none',
  colorVariation: 1,
} as const satisfies Partial<ObjectiveSpec>;

const variants: [string, Encoder, Partial<ObjectiveSpec>][] = [
  ['average pooling, zeros outside', plain, {}],
  [
    'max pooling, Gram / CHW, l1 variation',
    plain,
    {pooling: 'max', gramNorm: 'chw', totalVariation: 'l1-sum'},
  ],
  ['replicated borders everywhere', plain, {padding: 'replicate', totalVariation: 'l2-mean'}],
  ['replicated input, max pooling', plain, {padding: 'replicate-input', pooling: 'max'}],
  ['moments', plain, {momentLayers: ['block1_conv1', 'block3_conv1']}],
  ['a subject map', plain, {subjectMap: true}],
  ['variation of colours', plain, {totalVariation: 'l2-mean', colorVariation: 10}],
  ['maps and moments', mapped, {momentLayers: ['block2_conv1', 'block4_conv1']}],
  ['Wasserstein distances', plain, {wassersteinLayers: ['block2_conv1', 'block3_conv1']}],
  [
    'mapped Wasserstein distances',
    mapped,
    {wassersteinLayers: ['block2_conv1', 'block4_conv1'], styleLayers: []},
  ],
  ['only layers of the first block', plain, {contentLayers: [], styleLayers: ['block1_conv1']}],
  ['only content', plain, {styleLayers: []}],
  ['no layers at all', plain, {contentLayers: [], styleLayers: [], totalVariation: 'l2-mean'}],
];

const sizes: [number, number][] = [
  [208, 160],
  [221, 243],
];

const maxPixels = 128 * 131;

describe.each(variants)('%s', (_, encoder, variant) => {
  test.each(sizes)('at %i × %i tiles give the same results as the whole image', async (width, height) => {
    const spec = {...base, ...variant, width, height};
    const image = randomImage({width, height}, 1);
    const {whole, tiled, tiles} = await both(encoder, spec, image, maxPixels);
    expect(tiles).toBeGreaterThan(1);
    expect(tiled.loss).toBeAllClose(whole.loss, {relative: 1e-5});
    expect(Object.keys(tiled.terms).sort()).toEqual(Object.keys(whole.terms).sort());
    for (const [name, term] of Object.entries(whole.terms))
      expect(tiled.terms[name]!, name).toBeAllClose(term, {relative: 1e-5});
    expect(tiled.gradient).toBeAllClose(whole.gradient, {relative: 1e-5});
  });
});

test('targets measured in tiles equal those of the whole image', async () => {
  const runtime = onnxRuntime(mapped);
  const image = randomImage({width: 221, height: 243}, 4);
  const names = [
    'content:block3_conv2',
    'content:block1_conv1',
    'style:block2_conv1',
    'style:block5_conv1',
    'wasserstein:block3_conv1',
    'std:block4_conv1',
    'mean:block2_conv1',
  ];
  const network = {...base, pooling: 'max'} as const;
  const tiling = planTiling(image, reachOf(mapped, ['block5_conv1']), maxPixels) as Tiling;
  const tiled = await measureTiled(runtime, image, network, names, tiling);
  const whole = await createOnnxBackend(mapped).measure(image, network, names);
  expect(Object.keys(tiled).sort()).toEqual(names.toSorted());
  for (const name of names) expect(tiled[name]!, name).toBeAllClose(whole[name]!, {relative: 1e-5});
});

test('an abort takes effect between tiles', async () => {
  const spec = {...base, width: 208, height: 160};
  const objective = await tiledObjective(plain, spec, {tv: 0}, maxPixels);
  const stop = new AbortController();
  let runs = 0;
  const ended = objective.evaluate(randomImage(spec, 1).data, stop.signal).finally(() => {
    runs += 1;
  });
  setImmediate(() => stop.abort(new Error('enough')));
  await expect(ended).rejects.toThrow('enough');
  expect(runs).toBe(1);
  await objective.dispose();
});

test('a missing target is named', async () => {
  const spec = {...base, width: 208, height: 160};
  const tiling = tilingOf(plain, spec, maxPixels);
  await expect(createTiledObjective(onnxRuntime(plain), spec, {}, {}, tiling)).rejects.toThrow(
    'content:block3_conv2',
  );
});

test.skipIf(!realWeights?.endsWith('.h5'))(
  'VGG19 in tiles has the same gradient as VGG19',
  async () => {
    const vgg = await readKerasVgg19(realWeights!);
    const spec: ObjectiveSpec = {
      ...base,
      contentLayers: ['block4_conv2'],
      styleLayers: ['block1_conv1', 'block2_conv1', 'block3_conv1', 'block4_conv1', 'block5_conv1'],
      padding: 'replicate-input',
      totalVariation: 'l2-mean',
      width: 250,
      height: 213,
    };
    const {whole, tiled} = await both(vgg, spec, randomImage(spec, 1), 200 * 213);
    // The whole image's sums are in single precision.
    expect(tiled.loss).toBeAllClose(whole.loss, {relative: 1e-4});
    expect(tiled.gradient).toBeAllClose(whole.gradient, {relative: 1e-4});
  },
  120_000,
);

async function both(encoder: Encoder, spec: ObjectiveSpec, image: PlanarImage, maxPixels: number) {
  const backend = createOnnxBackend(encoder);
  const targets: Targets = {
    ...(await backend.measure(randomImage(spec, 2), spec, contentTerms(spec))),
    ...(await backend.measure(darker(randomImage({width: 61, height: 48}, 3)), spec, styleTerms(spec))),
    ...randomSubject(spec),
  };
  const weights = weightsOf(targets, spec);
  const untiled = await backend.createObjective(spec, targets, weights);
  const objective = await createTiledObjective(
    onnxRuntime(encoder),
    spec,
    targets,
    weights,
    tilingOf(encoder, spec, maxPixels),
  );
  const [whole, tiled] = [await untiled.evaluate(image.data), await objective.evaluate(image.data)];
  await untiled.dispose();
  await objective.dispose();
  return {whole, tiled, tiles: objective.tiles!};
}

async function tiledObjective(
  encoder: Encoder,
  spec: ObjectiveSpec,
  weights: Record<string, number>,
  maxPixels: number,
) {
  const runtime = onnxRuntime(encoder);
  const tiling = tilingOf(encoder, spec, maxPixels);
  const names = [...contentTerms(spec), ...styleTerms(spec)];
  const targets = await measureTiled(runtime, randomImage(spec, 2), spec, names, tiling);
  return createTiledObjective(runtime, spec, targets, weights, tiling);
}

function tilingOf(encoder: Encoder, spec: ObjectiveSpec, maxPixels: number): Tiling {
  const layers = [...contentTerms(spec), ...styleTerms(spec)].map((name) => parseTerm(name).layer);
  return planTiling(spec, reachOf(encoder, layers), maxPixels) as Tiling;
}

/** Weights that make each term relative to its target, as recipes do. */
function weightsOf(targets: Targets, spec: ObjectiveSpec): Record<string, number> {
  const relative = Object.entries(targets).map(([name, target]) => [
    name,
    target.length / target.reduce((sum, value) => sum + value * value, 0),
  ]);
  return {...Object.fromEntries(relative), tv: spec.totalVariation === 'l1-sum' ? 1e-5 : 1};
}

function randomImage({width, height}: Size, seed: number): PlanarImage {
  const {uniform} = randomSource(seed);
  return {width, height, data: Float32Array.from({length: 3 * width * height}, uniform)};
}

/** Far from its original in every statistic, so that differences are far above rounding. */
function darker(image: PlanarImage): PlanarImage {
  return {...image, data: image.data.map((value) => 0.3 * value)};
}

function randomValues(length: number, seed: number): Float32Array {
  return Float32Array.from({length}, randomSource(seed).normal);
}
