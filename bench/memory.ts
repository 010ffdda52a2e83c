/**
 * Measures the peak memory of the parts of a picture by size. src/nst/tiles/memory.ts predicts with these figures.
 *   npx tsx bench/memory.ts [--encoder compact|vgg19] [--parts objective,measure,statistics,gradient]
 *     [--sizes 256,512,1024]
 * Every figure is the VmHWM of a separate process with the render process's environment, minus that of a process that
 * only loads the encoder. VGG19 needs ATELIER_WEIGHTS or DATA_DIR with its weights. Linux only.
 */
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {rendererEnvironment} from '../src/jobs/render/renderer-environment.ts';
import type {Encoder} from '../src/nst/encoders/encoder.ts';
import {findVgg19, loadBundled} from '../src/nst/encoders/weights.ts';
import {defaultRecipe, recipeFor, weighTerms} from '../src/nst/look/recipe.ts';
import {contentTerms, type ObjectiveSpec, styleTerms} from '../src/nst/objective/objective.ts';
import type {GraphSession} from '../src/nst/objective/onnx/onnx-session.ts';
import {createOnnxBackend, onnxRuntime} from '../src/nst/objective/onnx-backend.ts';
import {buildTileGradientGraph, buildTileStatisticsGraph} from '../src/nst/tiles/tile-graph.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {
    encoder: {...text, default: 'compact'},
    parts: {...text, default: 'objective,measure,statistics,gradient'},
    sizes: {...text, default: '256,512,724,1024'},
    child: text,
  },
});

if (values.child === undefined) report();
else await runChild(values.child, Number(values.sizes));

function report(): void {
  const base = peakOf('nothing', 0);
  console.log(`${values.encoder}: ${mib(base)} MiB with the encoder loaded`);
  for (const part of values.parts.split(',')) {
    for (const size of values.sizes.split(',').map(Number)) {
      const more = peakOf(part, size) - base;
      console.log(`${part} ${size} px: ${mib(more)} MiB, ${Math.round(more / size ** 2)} bytes per pixel`);
    }
  }
}

function peakOf(part: string, size: number): number {
  const args = ['tsx', fileURLToPath(import.meta.url), '--child', part, '--sizes', String(size)];
  const env = rendererEnvironment(process.env);
  return Number(execFileSync('npx', [...args, '--encoder', values.encoder], {encoding: 'utf8', env}));
}

async function runChild(part: string, size: number): Promise<void> {
  const encoder = await load();
  const spec: ObjectiveSpec = {...recipeFor(defaultRecipe, encoder), width: size, height: size};
  const data = new Float32Array(3 * size * size).fill(0.5);
  const image = {width: size, height: size, data};
  const backend = createOnnxBackend(encoder);
  if (part === 'measure') await backend.measure(image, spec, [...contentTerms(spec), ...styleTerms(spec)]);
  if (part === 'objective') {
    // Only the targets' shapes matter here: measuring at full size would raise the peak.
    const small = {width: 64, height: 64, data: data.slice(0, 3 * 64 * 64)};
    const targets = {
      ...(await backend.measure(small, spec, styleTerms(spec))),
      ...Object.fromEntries(contentTerms(spec).map((name) => [name, contentTarget(encoder, name, size)])),
    };
    const objective = await backend.createObjective(
      spec,
      targets,
      weighTerms(recipeFor(defaultRecipe, encoder), targets, 1),
    );
    for (let round = 0; round < 3; round++) await objective.evaluate(data);
  }
  if (part === 'statistics' || part === 'gradient') {
    const runtime = onnxRuntime(encoder);
    const model =
      part === 'statistics'
        ? buildTileStatisticsGraph(encoder, runtime.packed, spec, spec, styleTerms(spec))
        : buildTileGradientGraph(encoder, runtime.packed, spec, spec);
    const session = await runtime.open(model);
    for (let round = 0; round < 3; round++) await session.run(zeros(session, encoder, size));
  }
  const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  console.log(Number(peak) * 1024);
}

function contentTarget(encoder: Encoder, name: string, size: number): Float32Array {
  const convolution = encoder.convolutions.find((candidate) => name === `content:${candidate.name}`);
  const side = size >> ((convolution?.block ?? 1) - 1);
  return new Float32Array((convolution?.outputs ?? 0) * side * side);
}

/** Zeros of the right length for every input of a tile's graph. */
function zeros(session: GraphSession, encoder: Encoder, size: number): Record<string, Float32Array> {
  const feeds = session.inputs.map((name) => {
    const [kind, of = ''] = name.split(':');
    const channels = encoder.convolutions.find((convolution) => convolution.name === of)?.outputs ?? 0;
    const lengths: Record<string, number> = {
      image: 3 * size * size,
      mask: (size >> Number(of)) ** 2,
      slope: channels ** 2,
      shift: channels,
      scale: 1,
    };
    return [
      name,
      kind === 'content'
        ? contentTarget(encoder, name, size)
        : new Float32Array(lengths[kind as string] ?? 0),
    ];
  });
  return Object.fromEntries(feeds);
}

async function load(): Promise<Encoder> {
  if (values.encoder === 'compact') return loadBundled();
  const vgg19File = process.env.ATELIER_WEIGHTS;
  const options = {dataDir: process.env.DATA_DIR ?? 'data', ...(vgg19File && {vgg19File})};
  const encoder = await findVgg19(options, () => undefined);
  if (!encoder) throw new Error('expected VGG19: set ATELIER_WEIGHTS or run npm run weights');
  return encoder;
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
