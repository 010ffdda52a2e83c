/** Compares the objective with independent float64 values: see test/golden/README.md. */
import {existsSync, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import type {PlanarImage} from '../../../src/images/planar.ts';
import type {Encoder} from '../../../src/nst/encoders/encoder.ts';
import {readKerasVgg19} from '../../../src/nst/encoders/keras-h5.ts';
import {type Backend, contentTerms, styleTerms} from '../../../src/nst/objective/objective.ts';
import {createOnnxBackend} from '../../../src/nst/objective/onnx-backend.ts';
import {loadTensorflow, tensorflowSources} from '../../../src/nst/tfjs/tensorflow.ts';
import {createTfjsBackend} from '../../../src/nst/tfjs/tfjs-backend.ts';
import {realWeights} from '../../fixtures/weights.ts';

const weightsByLayer = z.record(z.string(), z.number());
const goldenSchema = z.record(
  z.string(),
  z.object({
    config: z.object({
      pool: z.enum(['max', 'avg']),
      pad: z.enum(['zero', 'replicate']),
      gram: z.enum(['hw', 'chw']),
      content: weightsByLayer,
      style: weightsByLayer,
      tv: z.number(),
      tvKind: z.enum(['none', 'l1-sum', 'l2-mean']),
      scale: z.literal('caffe-0-255'),
    }),
    terms: z.record(z.string(), z.number()),
    total: z.number(),
    gradient: z.object({l2: z.number(), samples: z.array(z.tuple([z.number(), z.number()]))}),
  }),
);

const folders = [
  fileURLToPath(new URL('../../golden', import.meta.url)),
  ...(process.env.ATELIER_GOLDEN ?? '').split(delimiter).filter(Boolean),
];

const backends: Record<string, (encoder: Encoder) => Promise<Backend>> = {
  onnx: async (encoder: Encoder) => createOnnxBackend(encoder),
  'tfjs-wasm': async (encoder: Encoder) => {
    const {tf, device} = await loadTensorflow(tensorflowSources.filter((by) => by.device === 'tfjs-wasm'));
    return createTfjsBackend(tf, device, encoder);
  },
};

const opened = new Map<string, Promise<Backend>>();
function openBackend(name: string): Promise<Backend> {
  const backend = opened.get(name) ?? readKerasVgg19(realWeights as string).then(backends[name]);
  opened.set(name, backend);
  return backend;
}

describe.skipIf(!realWeights?.endsWith('.h5')).each(folders)('goldens in %s', (folder) => {
  if (!existsSync(join(folder, 'objective.json'))) throw new Error(`no objective.json in ${folder}`);
  const goldens = goldenSchema.parse(JSON.parse(readFileSync(join(folder, 'objective.json'), 'utf8')));

  const cases = Object.keys(backends).flatMap((name) =>
    Object.entries(goldens).map(([of, golden]) => [name, of, golden] as const),
  );
  test.each(cases)('%s, %s: terms within 1e-3, gradient within 1e-3 of its norm', async (name, _, golden) => {
    const {config} = golden;
    const backend = await openBackend(name);
    const [content, style, image] = await Promise.all(
      ['content.png', 'style.png', 'image.png'].map((name) => readPlanar(join(folder, name))),
    );
    const network = {
      pooling: config.pool === 'avg' ? 'average' : 'max',
      padding: config.pad,
      gramNorm: config.gram,
    } as const;
    const contentLayers = Object.keys(config.content);
    const styleLayers = Object.keys(config.style);
    const spec = {
      ...network,
      width: image!.width,
      height: image!.height,
      contentLayers,
      styleLayers,
      wassersteinLayers: [],
      momentLayers: [],
      totalVariation: config.tvKind,
      colorVariation: 1,
    };
    const objective = await backend.createObjective(
      spec,
      {
        ...(await backend.measure(content!, network, contentTerms(spec))),
        ...(await backend.measure(style!, network, styleTerms(spec))),
      },
      {...prefixed('content', config.content), ...prefixed('style', config.style), tv: config.tv},
    );
    const {loss, terms, gradient} = await objective.evaluate(image!.data);
    await objective.dispose();

    for (const [name, term] of Object.entries(golden.terms))
      expect(terms[name], name).toBeAllClose(term, {relative: 1e-3});
    expect(loss).toBeAllClose(golden.total, {relative: 1e-3});
    expect(Math.hypot(...gradient)).toBeAllClose(golden.gradient.l2, {relative: 1e-3});
    const plane = image!.width * image!.height;
    for (const [index, expected] of golden.gradient.samples) {
      const received = gradient[(index % 3) * plane + Math.floor(index / 3)] as number;
      expect(Math.abs(received - expected)).toBeLessThan(1e-3 * golden.gradient.l2);
    }
    const squared = golden.gradient.samples.map(([index, expected]) => {
      return (gradient[(index % 3) * plane + Math.floor(index / 3)] as number) - expected;
    });
    expect(Math.hypot(...squared)).toBeLessThan(
      1e-3 * Math.hypot(...golden.gradient.samples.map(([, value]) => value)),
    );
  });
});

function prefixed(kind: string, weights: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(weights).map(([layer, weight]) => [`${kind}:${layer}`, weight]));
}

/** Decodes with sharp only, so that the engine's own decoding is not part of the comparison. */
async function readPlanar(path: string): Promise<PlanarImage> {
  const {data, info} = await sharp(path).removeAlpha().raw().toBuffer({resolveWithObject: true});
  const plane = info.width * info.height;
  const planar = new Float32Array(3 * plane);
  for (let index = 0; index < data.length; index++) {
    planar[(index % 3) * plane + Math.floor(index / 3)] = (data[index] as number) / 255;
  }
  return {width: info.width, height: info.height, data: planar};
}
