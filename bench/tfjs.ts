/**
 * Compares seconds per evaluation of one objective on ONNX Runtime and on each installed TensorFlow.js.
 *   npx tsx bench/tfjs.ts [--encoder compact|vgg19] [--sizes 128,256] [--engines onnx,tfjs-wasm,tfjs-cpu] [--rounds 5]
 * Every engine runs in a process of its own. Their rounds are interleaved, and each engine's fastest round counts,
 * because that is what an idle machine would show. Processor time, over all cores, suffers less from other work on the
 * machine. VGG19 needs ATELIER_WEIGHTS or DATA_DIR with its weights.
 */
import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {cpus} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import type {PlanarImage} from '../src/images/planar.ts';
import type {Encoder} from '../src/nst/encoders/encoder.ts';
import {findVgg19, loadBundled} from '../src/nst/encoders/weights.ts';
import {randomSource} from '../src/nst/look/random.ts';
import {defaultRecipe, recipeFor, weighTerms} from '../src/nst/look/recipe.ts';
import {type Backend, contentTerms, type ObjectiveSpec, styleTerms} from '../src/nst/objective/objective.ts';
import {createOnnxBackend} from '../src/nst/objective/onnx-backend.ts';
import {loadTensorflow, tensorflowSources} from '../src/nst/tfjs/tensorflow.ts';
import {createTfjsBackend} from '../src/nst/tfjs/tfjs-backend.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {
    encoder: {...text, default: 'compact'},
    sizes: {...text, default: '128'},
    engines: {...text, default: 'onnx,tfjs-wasm,tfjs-cpu'},
    rounds: {...text, default: '5'},
    child: text,
  },
});

if (values.child === undefined) await compare();
else await serve(values.child, Number(values.sizes));

interface Cost {
  wall: number;
  processor: number;
}

async function compare(): Promise<void> {
  console.log(`${values.encoder} on ${cpus().length} × ${cpus()[0]?.model}`);
  for (const size of values.sizes.split(',')) {
    const children = values.engines.split(',').map((engine) => ({
      engine,
      process: start(engine, size),
      costs: [] as Cost[],
    }));
    // The first round warms up.
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (const {process, costs} of children) costs[round] = await ask(process);
    }
    const best = children.map(({costs}) => ({
      wall: Math.min(...costs.slice(1).map(({wall}) => wall)),
      processor: Math.min(...costs.slice(1).map(({processor}) => processor)),
    }));
    for (const [index, {engine, process}] of children.entries()) {
      const describe = (kind: keyof Cost): string => {
        const seconds = best[index]?.[kind] ?? Number.NaN;
        return `${seconds.toFixed(3)} s (${(seconds / (best[0]?.[kind] ?? seconds)).toFixed(1)} ×)`;
      };
      console.log(`${size} px, ${engine}: ${describe('wall')}, processor ${describe('processor')}`);
      process.removeAllListeners('exit').disconnect();
    }
  }
}

function start(engine: string, size: string): ChildProcess {
  const args = ['--child', engine, '--sizes', size, '--encoder', values.encoder];
  const child = fork(fileURLToPath(import.meta.url), args, {execArgv: ['--import', 'tsx']});
  return child.on('exit', () => {
    throw new Error(`the process of ${engine} ended early`);
  });
}

async function ask(child: ChildProcess): Promise<Cost> {
  child.send('evaluate');
  const [cost] = (await once(child, 'message')) as [Cost];
  return cost;
}

async function serve(engine: string, size: number): Promise<void> {
  const ready = prepare(engine, size);
  process.on('message', async () => {
    const {objective, image} = await ready;
    const [before, used] = [performance.now(), process.cpuUsage()];
    await objective.evaluate(image.data);
    const {user, system} = process.cpuUsage(used);
    process.send?.({
      wall: (performance.now() - before) / 1e3,
      processor: (user + system) / 1e6,
    } satisfies Cost);
  });
  process.on('disconnect', () => process.exit(0));
}

async function prepare(engine: string, size: number) {
  const encoder = await load();
  const backend = await open(engine, encoder);
  const recipe = recipeFor(defaultRecipe, encoder);
  const spec: ObjectiveSpec = {...recipe, width: size, height: size};
  const image = noise(size, 1);
  const targets = {
    ...(await backend.measure(noise(size, 2), spec, contentTerms(spec))),
    ...(await backend.measure(noise(size, 3), spec, styleTerms(spec))),
  };
  const objective = await backend.createObjective(spec, targets, weighTerms(recipe, targets, 1));
  return {objective, image};
}

async function open(engine: string, encoder: Encoder): Promise<Backend> {
  if (engine === 'onnx') return createOnnxBackend(encoder);
  const {tf, device} = await loadTensorflow(tensorflowSources.filter((source) => source.device === engine));
  return createTfjsBackend(tf, device, encoder);
}

async function load(): Promise<Encoder> {
  if (values.encoder === 'compact') return loadBundled();
  const places = {
    dataDir: process.env.DATA_DIR || './data',
    ...(process.env.ATELIER_WEIGHTS && {vgg19File: process.env.ATELIER_WEIGHTS}),
  };
  const encoder = await findVgg19(places, () => undefined);
  if (!encoder) throw new Error('expected VGG19 in ATELIER_WEIGHTS or DATA_DIR, found none');
  return encoder;
}

function noise(size: number, seed: number): PlanarImage {
  const {uniform} = randomSource(seed);
  return {width: size, height: size, data: Float32Array.from({length: 3 * size * size}, uniform)};
}
