import {describe, expect, test} from 'vitest';
import {loadTensorflow, tensorflowSources} from '../../../src/nst/tfjs/tensorflow.ts';
import type {Tensorflow} from '../../../src/nst/tfjs/tensorflow-type.ts';

const real = (await import('@tensorflow/tfjs')) as Tensorflow & {default: Tensorflow};

/** Stands in for a native package: the real library, with a backend that says what it runs on. */
function nativeLibrary(isUsingGpuDevice: boolean): Partial<Tensorflow> {
  return {...real.default, setBackend: async () => true, backend: () => ({isUsingGpuDevice}) as never};
}

function absent(name: string): Error {
  return Object.assign(new Error(`Cannot find package '${name}' imported from here`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
}

/** Imports the installed packages; a package may also fail like a broken installation. */
function installed(packages: Record<string, unknown>) {
  return async (name: string): Promise<unknown> => {
    const found = packages[name];
    if (found === undefined) throw absent(name);
    if (found instanceof Error) throw found;
    return found;
  };
}

const load = (packages: Record<string, unknown>) => loadTensorflow(tensorflowSources, installed(packages));
const broken = new Error('The Node.js native addon module (tfjs_binding.node) can not be found\nPlease run');

describe('from the installed packages, engine tfjs takes', () => {
  test('the GPU first', async () => {
    const packages = {'@tensorflow/tfjs-node-gpu': nativeLibrary(true), '@tensorflow/tfjs': real};
    expect(await load(packages)).toMatchObject({device: 'tfjs-gpu', notes: []});
  });

  test('the GPU package on the processor if it finds no GPU, and says so', async () => {
    expect(await load({'@tensorflow/tfjs-node-gpu': nativeLibrary(false)})).toMatchObject({
      device: 'tfjs-node',
      notes: ['@tensorflow/tfjs-node-gpu found no usable GPU'],
    });
  });

  test('the next best if one is broken, with the reason in one line', async () => {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const packages = {
      '@tensorflow/tfjs-node': broken,
      '@tensorflow/tfjs': real,
      '@tensorflow/tfjs-backend-wasm': wasm,
    };
    const {device, notes, tf} = await load(packages);
    expect(device).toBe('tfjs-wasm');
    expect(tf.getBackend()).toBe('wasm');
    expect(notes).toEqual([
      '@tensorflow/tfjs-node: The Node.js native addon module (tfjs_binding.node) can not be found',
    ]);
  });

  test('plain JavaScript if nothing else is installed, and recommends WebAssembly', async () => {
    const {device, notes, tf} = await load({'@tensorflow/tfjs': real});
    expect([device, tf.getBackend()]).toEqual(['tfjs-cpu', 'cpu']);
    expect(notes).toEqual(['plain JavaScript is slow; @tensorflow/tfjs-backend-wasm is faster']);
  });

  test('no package that computes wrongly', async () => {
    const wrong = {...nativeLibrary(true), matMul: () => real.default.tensor1d([12])};
    const loading = load({'@tensorflow/tfjs-node-gpu': wrong});
    await expect(loading).rejects.toThrow('tfjs-node-gpu: it computes 1·3 + 2·4 = 12');
  });
});

test('says what to install if nothing is installed, and what is broken', async () => {
  const advice =
    'install @tensorflow/tfjs-node-gpu (CUDA 11), @tensorflow/tfjs-node, or @tensorflow/tfjs with @tensorflow/tfjs-backend-wasm';
  await expect(load({})).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: expect.stringContaining(advice),
  });
  await expect(load({'@tensorflow/tfjs-node': broken})).rejects.toThrow(
    '@tensorflow/tfjs-node: The Node.js native addon module (tfjs_binding.node) can not be found',
  );
});
