/**
 * Measures speed and memory on the CPU in one run: seconds per evaluation by size for both encoders, the ratio to
 * PyTorch on the same graph, peak memory, and whole pictures by quality. Takes about seven minutes on two idle cores.
 *   npx tsx bench/performance.ts [--sizes 128,256,512,1024] [--qualities draft,standard,high] [--write]
 * --write puts the result into docs/benchmarks.md. VGG19 needs ATELIER_WEIGHTS or DATA_DIR with its weights, PyTorch a
 * Python that has it (PYTHON names one). The report leaves out what is missing. Linux only: peaks are VmHWM.
 */
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {availableParallelism, cpus, totalmem} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {rendererEnvironment} from '../src/jobs/render/renderer-environment.ts';
import {defaultSettings, type Quality, type RenderRecord} from '../src/nst/contract/protocol.ts';
import type {Encoder} from '../src/nst/encoders/encoder.ts';
import {findVgg19, loadBundled} from '../src/nst/encoders/weights.ts';
import {openEngine} from '../src/nst/engine.ts';
import {randomSource} from '../src/nst/look/random.ts';
import {defaultRecipe, recipeFor, weighTerms} from '../src/nst/look/recipe.ts';
import {contentTerms, styleTerms} from '../src/nst/objective/objective.ts';
import {createOnnxBackend} from '../src/nst/objective/onnx-backend.ts';
import {stylize} from '../src/nst/painting/stylize.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {
    sizes: {...text, default: '128,256,512,1024'},
    qualities: {...text, default: 'draft,standard,high'},
    picture: {...text, default: '512'},
    photo: text,
    style: text,
    write: {type: 'boolean', default: false},
    /** Internal: `evaluation ENCODER SIZE` or `picture WEIGHTS QUALITY`, answered with one line of JSON. */
    child: text,
  },
});

const root = fileURLToPath(new URL('..', import.meta.url));
const dataDir = process.env.DATA_DIR || join(root, 'data');
const places = {dataDir, ...(process.env.ATELIER_WEIGHTS && {vgg19File: process.env.ATELIER_WEIGHTS})};
const quiet = (): void => {};
const cores = availableParallelism();

interface Evaluation {
  openSeconds: number;
  seconds: number;
  peakMb: number;
}

interface Picture {
  record: RenderRecord;
  peakMb: number;
}

if (values.child) console.log(JSON.stringify(await runChild(values.child.split(' '))));
else await report();

async function report(): Promise<void> {
  const vgg19 = await findVgg19(places, quiet);
  const sizes = values.sizes.split(',').map(Number);
  const evaluations = sizes.map((size) => {
    const row = {
      size,
      compact: child<Evaluation>(`evaluation compact ${size}`),
      vgg19: vgg19 && child<Evaluation>(`evaluation vgg19 ${size}`),
      torch: vgg19 && torchSeconds(size),
    };
    console.error(JSON.stringify(row));
    return row;
  });
  const pictures = (['auto', 'bundled'] as const)
    .filter((weights) => vgg19 || weights === 'bundled')
    .flatMap((weights) =>
      (values.qualities.split(',') as Quality[])
        .filter((quality) => weights === 'auto' || !vgg19 || quality === 'standard')
        .map((quality) => {
          const {record, peakMb} = child<Picture>(`picture ${weights} ${quality}`);
          console.error(`${weights} ${quality}: ${record.seconds.toFixed(1)} s, ${peakMb} MB`);
          return {weights, quality, record, peakMb};
        }),
    );

  const machine = `${new Date().toISOString().slice(0, 10)}, ${cores} cores ${cpus()[0]?.model.trim() ?? ''}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const anyTorch = evaluations.find(({torch}) => torch)?.torch;
  const lines = [
    `${machine}, PyTorch ${anyTorch ? `${anyTorch.version} on ${anyTorch.threads} threads` : 'not found: left out'}.`,
    '',
    '| evaluation at | compact | VGG19 | PyTorch, VGG19 | ratio | peak compact | peak VGG19 | opening a session |',
    '|---|---|---|---|---|---|---|---|',
    ...evaluations.map(({size, compact, vgg19: full, torch}) =>
      row([
        `${size} × ${size}`,
        seconds(compact.seconds),
        full ? seconds(full.seconds) : '–',
        torch ? seconds(torch.seconds) : '–',
        full && torch ? `**${(torch.seconds / full.seconds).toFixed(2)}×**` : '–',
        `${compact.peakMb} MB`,
        full ? `${full.peakMb} MB` : '–',
        [compact, full].map((one) => (one ? seconds(one.openSeconds) : '–')).join(', '),
      ]),
    ),
    '',
    '| picture | painted by | seconds | evaluations | peak memory | 2,500 B/px + 400 MB | 1,500 B/px + 300 MB |',
    '|---|---|---|---|---|---|---|',
    ...pictures.map(({quality, record, peakMb}) => {
      const pixels = record.width * record.height;
      const within = (perPixel: number, fixed: number): string => {
        const limit = Math.round((perPixel * pixels) / 1e6 + fixed);
        return `${limit} MB ${peakMb <= limit ? '✓' : '✗'}`;
      };
      return row([
        `${record.width} × ${record.height} ${quality}`,
        record.encoder,
        record.seconds.toFixed(1),
        String(record.evaluations),
        `${peakMb} MB`,
        within(2500, 400),
        within(1500, 300),
      ]);
    }),
    '',
  ];
  const markdown = lines.join('\n');
  console.log(markdown);
  if (values.write) await writeReport(markdown);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function seconds(value: number): string {
  return `${value.toFixed(value < 1 ? 3 : 2)} s`;
}

function child<Result>(what: string): Result {
  const args = [
    '--import',
    'tsx',
    fileURLToPath(import.meta.url),
    '--child',
    what,
    '--picture',
    values.picture,
  ];
  for (const name of ['photo', 'style'] as const) if (values[name]) args.push(`--${name}`, values[name]);
  const {stdout, stderr, status} = spawnSync(process.execPath, args, {
    cwd: root,
    env: rendererEnvironment(process.env),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string);
}

/** The shortest of a few evaluations in PyTorch; undefined if PyTorch is not installed. */
function torchSeconds(size: number): {version: string; threads: number; seconds: number} | undefined {
  const script = join(root, 'bench', 'torch-evaluation.py');
  const args = [script, '--device', 'cpu', '--sizes', String(size), '--runs', size > 512 ? '2' : '4'];
  const env = {...process.env, OMP_NUM_THREADS: String(cores), OPENBLAS_NUM_THREADS: String(cores)};
  for (const python of process.env.PYTHON ? [process.env.PYTHON] : ['python3', '/usr/bin/python3']) {
    const {stdout, status} = spawnSync(python, args, {encoding: 'utf8', env});
    if (status !== 0) continue;
    const result = JSON.parse(stdout) as {torch: string; seconds: {float32: Record<string, number>}};
    return {version: result.torch, threads: cores, seconds: result.seconds.float32[size] as number};
  }
  return undefined;
}

async function runChild([what, first = '', second = '']: readonly string[]): Promise<Evaluation | Picture> {
  if (what === 'evaluation') return evaluate(first, Number(second));
  return paint(first, second as Quality);
}

async function evaluate(name: string, size: number): Promise<Evaluation> {
  const encoder = name === 'vgg19' ? await findVgg19(places, quiet) : await loadBundled();
  if (!encoder) throw new Error('expected VGG19');
  const recipe = recipeFor(defaultRecipe, encoder);
  const spec = {...recipe, width: size, height: size};
  const {uniform} = randomSource(1);
  const data = Float32Array.from({length: 3 * size * size}, uniform);
  const backend = createOnnxBackend(encoder);
  const targets = {
    ...(await backend.measure({width: size, height: size, data}, recipe, styleTerms(recipe))),
    ...contentTargets(encoder, size),
  };
  const openedMs = performance.now();
  const objective = await backend.createObjective(spec, targets, weighTerms(recipe, targets, 1));
  const openSeconds = (performance.now() - openedMs) / 1000;
  let best = Number.POSITIVE_INFINITY;
  const startedMs = performance.now();
  for (let run = 0; run < 4 || (run < 20 && performance.now() - startedMs < 4000); run++) {
    const beforeMs = performance.now();
    await objective.evaluate(data);
    if (run > 0) best = Math.min(best, (performance.now() - beforeMs) / 1000);
  }
  await objective.dispose();
  return {openSeconds, seconds: best, peakMb: peakMb()};

  /** Placeholders of the right shape, because measuring real targets would only take longer. */
  function contentTargets(of: Encoder, side: number): Record<string, Float32Array> {
    return Object.fromEntries(
      contentTerms(recipe).map((term) => {
        const layer = of.convolutions.find((convolution) => term === `content:${convolution.name}`);
        const length = (layer?.outputs ?? 0) * (side >> ((layer?.block ?? 1) - 1)) ** 2;
        return [term, new Float32Array(length).fill(1)];
      }),
    );
  }
}

async function paint(weights: string, quality: Quality): Promise<Picture> {
  const engine = await openEngine({engine: 'onnx', device: 'cpu', weights, ...places}, quiet);
  const settings = {...defaultSettings, size: Number(values.picture), quality, seed: 1};
  const [content, style] = await Promise.all([readFile(photoPath()), readFile(stylePath())]);
  const request = {content, styles: [{image: style, weight: 1}], settings, frameEveryMs: 2500};
  for await (const event of stylize(request, engine, new AbortController().signal)) {
    if (event.type === 'done') return {record: event.record, peakMb: peakMb()};
  }
  throw new Error('the render ended without a picture');
}

function photoPath(): string {
  const shared = join(root, '..', 'shared', 'images', 'tubingen.jpg');
  return values.photo ?? (existsSync(shared) ? shared : stylePath());
}

function stylePath(): string {
  return values.style ?? join(root, 'assets', 'styles', 'starry-night.webp');
}

/** In MB of a million bytes, the unit of the targets. */
function peakMb(): number {
  const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Math.round((Number(peak) * 1024) / 1e6);
}

async function writeReport(markdown: string): Promise<void> {
  const path = join(root, 'docs', 'benchmarks.md');
  const [start, end] = ['<!-- figures -->', '<!-- /figures -->'];
  const page = existsSync(path) ? await readFile(path, 'utf8') : `${start}${end}`;
  const [before, rest = ''] = page.split(start);
  await writeFile(path, `${before}${start}\n${markdown}${end}${rest.split(end)[1] ?? ''}`);
}
