/**
 * Reads VGG19 from a Keras weights file: one HDF5 group per layer with an HWIO kernel and a bias. The datasets'
 * names differ between Keras versions, so a dataset of rank 4 is the kernel and one of rank 1 the bias.
 */
import {open} from 'node:fs/promises';
import {basename} from 'node:path';
import * as h5 from 'h5wasm/node';
import {AppError} from '../../errors.ts';
import {type Convolution, type Encoder, parseLayerName, vgg19LayerNames, vgg19Widths} from './encoder.ts';

const hdf5Signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** @throws AppError `WEIGHTS_UNAVAILABLE` when it is not such a file, or is damaged */
export async function readKerasVgg19(path: string): Promise<Encoder> {
  if (!(await hasSignature(path))) {
    throw new AppError('WEIGHTS_UNAVAILABLE', `${basename(path)}: expected an HDF5 file of Keras weights`);
  }
  await h5.ready;
  let file: h5.File | undefined;
  try {
    const opened = new h5.File(path, 'r');
    file = opened;
    let inputs = 3;
    const convolutions = vgg19LayerNames.map((name) => {
      const convolution = readConvolution(opened, name, inputs);
      inputs = convolution.outputs;
      return convolution;
    });
    return {name: 'vgg19', convolutions};
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('WEIGHTS_UNAVAILABLE', `${basename(path)}: damaged HDF5 file`, {cause});
  } finally {
    file?.close();
  }
}

/** Checked first, because the HDF5 library would print a page about any other kind of file. */
async function hasSignature(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(hdf5Signature.length));
    return bytesRead === hdf5Signature.length && hdf5Signature.equals(buffer);
  } finally {
    await handle.close();
  }
}

function readConvolution(file: h5.File, name: string, inputs: number): Convolution {
  const {block} = parseLayerName(name);
  const outputs = vgg19Widths[block - 1] as number;
  const datasets = datasetsBelow(file, name);
  const kernel = datasets.find((dataset) => dataset.shape?.length === 4);
  const bias = datasets.find((dataset) => dataset.shape?.length === 1);
  const expected = [3, 3, inputs, outputs];
  if (String(kernel?.shape) !== String(expected) || String(bias?.shape) !== String([outputs])) {
    const found = datasets.map((dataset) => `[${dataset.shape}]`).join(', ') || 'nothing';
    throw new AppError(
      'WEIGHTS_UNAVAILABLE',
      `layer ${name}: expected a kernel [${expected}] and a bias [${outputs}], found ${found}`,
    );
  }
  return {
    name,
    block,
    outputs,
    inputs,
    kernel: hwioToOihw(floatsOf(kernel, name), inputs, outputs),
    bias: floatsOf(bias, name),
  };
}

/** All datasets in the group called `name`, at any depth. */
function datasetsBelow(file: h5.File, name: string): h5.Dataset[] {
  const group = file.get(name) ?? file.get(`model_weights/${name}`);
  const found: h5.Dataset[] = [];
  const visit = (entity: unknown): void => {
    if (entity instanceof h5.Dataset) found.push(entity);
    else if (entity instanceof h5.Group) for (const key of entity.keys()) visit(entity.get(key));
  };
  visit(group);
  return found;
}

function floatsOf(dataset: h5.Dataset | undefined, name: string): Float32Array {
  const value = dataset?.value;
  if (value instanceof Float32Array) return value;
  throw new AppError('WEIGHTS_UNAVAILABLE', `layer ${name}: expected float32 values`);
}

function hwioToOihw(source: Float32Array, inputs: number, outputs: number): Float32Array {
  const target = new Float32Array(source.length);
  for (let tap = 0; tap < 9; tap++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        target[(output * inputs + input) * 9 + tap] = source[
          (tap * inputs + input) * outputs + output
        ] as number;
      }
    }
  }
  return target;
}
