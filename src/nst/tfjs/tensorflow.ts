/**
 * Finds a TensorFlow.js to compute with: the native one on a CUDA GPU, else the native one on the CPU, else
 * WebAssembly, else plain JavaScript. We depend on none of them; an operator installs the one that fits.
 */
import {createRequire} from 'node:module';
import {AppError} from '../../errors.ts';
import type {Tensorflow} from './tensorflow-type.ts';

export interface LoadedTensorflow {
  tf: Tensorflow;
  /** `tfjs-gpu`, `tfjs-node`, `tfjs-wasm` or `tfjs-cpu`. */
  device: string;
  /** Why better ones were not chosen, one sentence each. */
  notes: readonly string[];
}

/** One way to get TensorFlow.js. */
export interface TensorflowSource {
  /** Packages, in the order they are imported; the first is the library. */
  packages: readonly [string, ...string[]];
  /** What TensorFlow.js calls the backend. */
  backend: 'tensorflow' | 'wasm' | 'cpu';
  device: string;
}

/** Best first. */
export const tensorflowSources: readonly TensorflowSource[] = [
  {packages: ['@tensorflow/tfjs-node-gpu'], backend: 'tensorflow', device: 'tfjs-gpu'},
  {packages: ['@tensorflow/tfjs-node'], backend: 'tensorflow', device: 'tfjs-node'},
  {packages: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'], backend: 'wasm', device: 'tfjs-wasm'},
  {packages: ['@tensorflow/tfjs'], backend: 'cpu', device: 'tfjs-cpu'},
];

const advice =
  'install @tensorflow/tfjs-node-gpu (CUDA 11), @tensorflow/tfjs-node, or @tensorflow/tfjs with ' +
  '@tensorflow/tfjs-backend-wasm; docs/tfjs.md says how';

/** @throws AppError `BAD_OPTION` when none of `sources` works, with the reason for each installed one */
export async function loadTensorflow(
  sources: readonly TensorflowSource[] = tensorflowSources,
  importPackage: (name: string) => Promise<unknown> = (name) => import(name),
): Promise<LoadedTensorflow> {
  restoreUtilities();
  const notes: string[] = [];
  for (const source of sources) {
    try {
      const tf = await open(source, importPackage);
      const device = deviceOf(tf, source);
      if (device !== source.device) notes.push(`${source.packages[0]} found no usable GPU`);
      if (source.backend === 'cpu')
        notes.push('plain JavaScript is slow; @tensorflow/tfjs-backend-wasm is faster');
      return {tf, device, notes};
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!isAbsent(error, source)) notes.push(`${source.packages.at(-1)}: ${reason.split('\n')[0]}`);
    }
  }
  const reasons = notes.map((note) => `; ${note}`).join('');
  throw new AppError(
    'BAD_OPTION',
    `engine tfjs: expected TensorFlow.js, found none that works: ${advice}${reasons}`,
  );
}

async function open(
  {packages, backend}: TensorflowSource,
  importPackage: (name: string) => Promise<unknown>,
): Promise<Tensorflow> {
  const [library, ...extensions] = packages;
  const module = (await importPackage(library)) as Tensorflow & {default?: Tensorflow};
  const tf = module.default ?? module;
  // Turns off checks of every value, and an advertisement on the console.
  tf.enableProdMode();
  for (const extension of extensions) await importPackage(extension);
  if (!(await tf.setBackend(backend))) throw new Error(`its backend ${backend} does not start`);
  await tf.ready();
  checkProduct(tf);
  return tf;
}

/** A broken driver often fails only at the first computation. */
function checkProduct(tf: Tensorflow): void {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]);
  if (product !== 11) throw new Error(`it computes 1·3 + 2·4 = ${product}`);
}

/** Without CUDA's libraries, the GPU package computes on the CPU and says so only on the console. */
function deviceOf(tf: Tensorflow, {backend, device}: TensorflowSource): string {
  if (backend !== 'tensorflow') return device;
  const {isUsingGpuDevice} = tf.backend() as {isUsingGpuDevice?: boolean};
  return isUsingGpuDevice ? 'tfjs-gpu' : 'tfjs-node';
}

function isAbsent(error: unknown, {packages}: TensorflowSource): boolean {
  if (!(error instanceof Error)) return false;
  const {code} = error as NodeJS.ErrnoException;
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return missing && packages.some((name) => error.message.includes(`'${name}'`));
}

/**
 * @tensorflow/tfjs-node 4.22 calls two functions that Node 23 removed from `util`; the fix
 * (github.com/tensorflow/tfjs/pull/8425) has not been released.
 */
function restoreUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
