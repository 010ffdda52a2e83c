/**
 * Encoders on disk: a safetensors file with `block1_conv1.kernel` [outputs, inputs, 3, 3] and `block1_conv1.bias` for
 * every convolution, and `….map` [outputs, outputs] for every map. The metadata holds the encoder's name, perhaps its
 * pooling, and a SHA-256 over the tensors to detect damage.
 */
import {createHash} from 'node:crypto';
import {basename} from 'node:path';
import {AppError} from '../../errors.ts';
import type {Pooling} from '../objective/objective.ts';
import {type Convolution, type Encoder, parseLayerName, vgg19LayerNames} from './encoder.ts';
import {
  openSafetensors,
  parseSafetensors,
  type Tensor,
  type TensorFile,
  writeSafetensors,
} from './safetensors.ts';

export function serializeEncoder(encoder: Encoder): Uint8Array {
  const tensors = new Map<string, Tensor>();
  for (const {name, outputs, inputs, kernel, bias} of encoder.convolutions) {
    tensors.set(`${name}.kernel`, {dims: [outputs, inputs, 3, 3], data: kernel});
    tensors.set(`${name}.bias`, {dims: [outputs], data: bias});
  }
  for (const [name, data] of Object.entries(encoder.maps ?? {})) {
    const channels = Math.sqrt(data.length);
    tensors.set(`${name}.map`, {dims: [channels, channels], data});
  }
  const pooling = encoder.pooling && {pooling: encoder.pooling};
  return writeSafetensors({
    tensors,
    metadata: {encoder: encoder.name, ...pooling, sha256: digestOf(tensors)},
  });
}

/**
 * @param label what error messages call the file
 * @throws AppError `WEIGHTS_UNAVAILABLE` when the file is damaged or holds no chain of 3×3 convolutions.
 */
export function parseEncoder(bytes: Uint8Array, label: string): Encoder {
  return encoderOf(() => parseSafetensors(bytes), label);
}

/**
 * Opens an encoder and leaves its kernels on disk: VGG19's take 80 MB, which nobody needs once the backend has its own
 * copy of them. The file must not change.
 * @throws AppError `WEIGHTS_UNAVAILABLE`, also when a kernel is read
 */
export function openEncoder(path: string): Encoder {
  return encoderOf(() => openSafetensors(path), basename(path));
}

function encoderOf(open: () => TensorFile, label: string): Encoder {
  return orUnavailable(label, () => {
    const {tensors, metadata} = open();
    if (metadata.sha256 !== undefined && metadata.sha256 !== digestOf(tensors)) {
      throw new RangeError('checksum of the tensors does not match the one in the header');
    }
    const convolutions = readChain(tensors, label);
    const maps = readMaps(tensors, convolutions);
    const hasMaps = Object.keys(maps).length > 0;
    const pooling = parsePooling(metadata.pooling);
    return {
      name: metadata.encoder ?? label,
      ...(pooling && {pooling}),
      convolutions,
      ...(hasMaps && {maps}),
    };
  });
}

function orUnavailable<Result>(label: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('WEIGHTS_UNAVAILABLE', `${label}: ${reason}`, {cause});
  }
}

function parsePooling(text: string | undefined): Pooling | undefined {
  if (text === undefined || text === 'average' || text === 'max') return text;
  throw new RangeError(`pooling: expected average or max, received ${text}`);
}

function readChain(tensors: ReadonlyMap<string, Tensor>, label: string): Convolution[] {
  const convolutions: Convolution[] = [];
  let inputs = 3;
  for (const name of vgg19LayerNames) {
    const kernel = tensors.get(`${name}.kernel`);
    const bias = tensors.get(`${name}.bias`);
    if (!kernel || !bias) break;
    const biases = bias.data;
    const outputs = biases.length;
    if (String(kernel.dims) !== String([outputs, inputs, 3, 3])) {
      throw new RangeError(
        `${name}.kernel: expected [${[outputs, inputs, 3, 3]}], received [${kernel.dims}]`,
      );
    }
    const {block} = parseLayerName(name);
    convolutions.push({
      name,
      block,
      outputs,
      inputs,
      get kernel() {
        return orUnavailable(label, () => kernel.data);
      },
      bias: biases,
    });
    inputs = outputs;
  }
  if (convolutions.length === 0) throw new RangeError('expected a tensor block1_conv1.kernel, found none');
  return convolutions;
}

/** tools/distill uses the last two names for the maps of style layers and of the content layer. */
const mapNames = ['map', 'style_map', 'content_map'] as const;

function readMaps(
  tensors: ReadonlyMap<string, Tensor>,
  convolutions: readonly Convolution[],
): Record<string, Float32Array> {
  const maps: Record<string, Float32Array> = {};
  for (const {name, outputs} of convolutions) {
    for (const mapName of mapNames) {
      const map = tensors.get(`${name}.${mapName}`);
      if (!map) continue;
      if (String(map.dims) !== String([outputs, outputs])) {
        throw new RangeError(`${name}.${mapName}: expected [${[outputs, outputs]}], received [${map.dims}]`);
      }
      maps[name] = map.data;
    }
  }
  return maps;
}

function digestOf(tensors: ReadonlyMap<string, Tensor>): string {
  const hash = createHash('sha256');
  for (const name of [...tensors.keys()].sort()) {
    const {data} = tensors.get(name) as Tensor;
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
