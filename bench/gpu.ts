/**
 * Measures this machine's devices: seconds per evaluation by size, a whole picture end to end, and for comparison
 * PyTorch on the same graph and card.
 *   npx tsx bench/gpu.ts [--devices cuda,webgpu,cpu] [--sizes 128,256,512,1024] [--picture 512] [--out FILE]
 * Needs no network. Measures VGG19 only if ATELIER_WEIGHTS or DATA_DIR has it, PyTorch only if python3 (or PYTHON) has
 * it. Every measurement runs in a process of its own; if one fails, the report says so and the others go on.
 */
import {spawnSync} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {availableParallelism, cpus} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {type Device, defaultSettings, type RenderRecord} from '../src/nst/contract/protocol.ts';
import {compare, testedSpec} from '../src/nst/devices/self-test.ts';
import {thisMachine, whyAbsent} from '../src/nst/devices/survey.ts';
import type {Encoder} from '../src/nst/encoders/encoder.ts';
import {findVgg19, loadBundled} from '../src/nst/encoders/weights.ts';
import {openEngine} from '../src/nst/engine.ts';
import {randomSource} from '../src/nst/look/random.ts';
import {contentTerms, styleTerms} from '../src/nst/objective/objective.ts';
import {createOnnxBackend} from '../src/nst/objective/onnx-backend.ts';
import {stylize} from '../src/nst/painting/stylize.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {
    devices: {...text, default: 'cuda,webgpu,dml,coreml,cpu'},
    sizes: {...text, default: '128,256,512,1024'},
    picture: {...text, default: '512'},
    runs: {...text, default: '10'},
    out: text,
    /** Internal: `evaluations DEVICE ENCODER` or `picture DEVICE`, answered with one line of JSON. */
    child: text,
  },
});
const dataDir = process.env.DATA_DIR || './data';
const places = {dataDir, ...(process.env.ATELIER_WEIGHTS && {vgg19File: process.env.ATELIER_WEIGHTS})};
const quiet = (): void => {};
const childLimitMs = 30 * 60_000;

if (values.child) await runChild(values.child.split(' '));
else await report();

interface Evaluations {
  encoder: string;
  openSeconds: number;
  seconds: Record<string, number>;
  gradientError: number;
  peakRssMb: number;
}

async function report(): Promise<void> {
  const machine = thisMachine();
  const devices = values.devices.split(',') as Device[];
  const encoders = (await findVgg19(places, quiet)) ? ['compact', 'vgg19'] : ['compact'];
  const results: Record<string, unknown>[] = [];
  for (const device of devices) {
    const absent = device === 'cpu' ? undefined : whyAbsent(device, machine);
    if (absent !== undefined) {
      results.push({device, absent});
      continue;
    }
    // TensorFloat-32 is CUDA's default; all of NVIDIA's libraries read the variable.
    const modes = device === 'cuda' ? ['tf32', 'float32'] : ['float32'];
    for (const mode of modes) {
      const env = device === 'cuda' ? {NVIDIA_TF32_OVERRIDE: mode === 'tf32' ? '1' : '0'} : {};
      const evaluations = encoders.map((encoder) => ask(`evaluations ${device} ${encoder}`, env));
      results.push({device, mode, evaluations, picture: ask(`picture ${device}`, env)});
    }
  }
  const onCard = results.some(({device, absent}) => device !== 'cpu' && absent === undefined);
  const findings = {
    date: new Date().toISOString(),
    cpu: `${cpus()[0]?.model.trim()}, ${availableParallelism()} threads`,
    cards: program('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'])?.trim(),
    onnxRuntime: machine.runtime.version,
    results,
    pytorch: pytorch(onCard),
  };
  const json = `${JSON.stringify(findings, undefined, 2)}\n`;
  process.stdout.write(json);
  if (values.out) await writeFile(values.out, json);
}

/** Runs this file for one measurement. */
function ask(child: string, env: NodeJS.ProcessEnv): unknown {
  process.stderr.write(`${child}\n`);
  const args = ['--import', import.meta.resolve('tsx'), fileURLToPath(import.meta.url), '--child', child];
  for (const option of ['sizes', 'picture', 'runs'] as const) args.push(`--${option}`, values[option]);
  const {stdout, stderr, status, signal} = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: {...process.env, ...env},
    timeout: childLimitMs,
    killSignal: 'SIGKILL',
  });
  const line = stdout.split('\n').findLast((candidate) => candidate.startsWith('{'));
  // A provider may crash while its process ends; what it measured before counts.
  return line
    ? JSON.parse(line)
    : {failed: `${signal ?? status}: ${stderr.trim().split('\n').slice(-3).join(' ')}`};
}

async function runChild([what, device, encoder]: string[]): Promise<void> {
  const answer =
    what === 'picture' ? await paint(device as Device) : await evaluate(device as Device, encoder);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function evaluate(device: Device, name: string | undefined): Promise<Evaluations> {
  const encoder = name === 'vgg19' ? ((await findVgg19(places, quiet)) as Encoder) : await loadBundled();
  const backend = createOnnxBackend(encoder, device);
  const startedMs = performance.now();
  const parity = await compare(encoder, createOnnxBackend(encoder), backend, {width: 128, height: 96});
  const openSeconds = (performance.now() - startedMs) / 1000;
  const seconds: Record<string, number> = {};
  for (const size of values.sizes.split(',').map(Number)) {
    const spec = testedSpec(encoder, {width: size, height: size});
    const {uniform} = randomSource(size);
    const image = {width: size, height: size, data: Float32Array.from({length: 3 * size * size}, uniform)};
    const targets = {
      ...(await backend.measure(image, spec, contentTerms(spec))),
      ...(await backend.measure(image, spec, styleTerms(spec))),
    };
    const weights = Object.fromEntries([...Object.keys(targets), 'tv'].map((term) => [term, 1]));
    const objective = await backend.createObjective(spec, targets, weights);
    const times: number[] = [];
    for (let run = 0; run < Number(values.runs) + 2; run++) {
      const beforeMs = performance.now();
      await objective.evaluate(image.data);
      times.push((performance.now() - beforeMs) / 1000);
    }
    seconds[size] = Math.min(...times.slice(2));
    await objective.dispose();
  }
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const {gradientError} = parity;
  return {encoder: encoder.name, openSeconds, seconds, gradientError, peakRssMb};
}

type Figures = ReturnType<typeof figuresOf>;

function figuresOf({
  width,
  height,
  encoder,
  seconds,
  evaluations,
  secondsPerEvaluation,
  peakRssMb,
}: RenderRecord) {
  return {width, height, encoder, seconds, evaluations, secondsPerEvaluation, peakRssMb};
}

/** Paints two pictures. The second is what users usually get: shaders are compiled and weights are loaded. */
async function paint(device: Device): Promise<{first: Figures; second: Figures}> {
  const engine = await openEngine({engine: 'onnx', device, weights: 'auto', ...places}, quiet);
  const asset = (path: string) => readFile(new URL(`../assets/${path}`, import.meta.url));
  const request = {
    content: await asset('photos/bridge.jpg'),
    styles: [{image: await asset('styles/kandinsky.webp'), weight: 1}],
    settings: {...defaultSettings, size: Number(values.picture)},
    frameEveryMs: 0,
  };
  const records: Figures[] = [];
  for (let picture = 0; picture < 2; picture++) {
    for await (const event of stylize(request, engine, new AbortController().signal))
      if (event.type === 'done') records.push(figuresOf(event.record));
  }
  const [first, second] = records as [Figures, Figures];
  return {first, second};
}

function pytorch(onCard: boolean): unknown {
  const script = fileURLToPath(new URL('torch-evaluation.py', import.meta.url));
  const args = [
    script,
    '--sizes',
    values.sizes,
    '--runs',
    values.runs,
    ...(onCard ? [] : ['--device', 'cpu']),
  ];
  const output = program(process.env.PYTHON || 'python3', args);
  const line = output?.split('\n').find((candidate) => candidate.startsWith('{'));
  return line ? JSON.parse(line) : 'not installed';
}

function program(command: string, args: readonly string[]): string | undefined {
  const {stdout, error, status} = spawnSync(command, args, {encoding: 'utf8', timeout: childLimitMs});
  return error || status !== 0 ? undefined : stdout;
}
