/**
 * The safetensors container (https://github.com/huggingface/safetensors#format): eight bytes of header length,
 * a JSON header, then the tensors' bytes. Reads float32 and float16, always into float32; writes float32.
 */
import {closeSync, openSync, readSync, statSync} from 'node:fs';
import {z} from 'zod';

export interface Tensor {
  dims: readonly number[];
  /** After `openSafetensors`, each access reads the file again: keep the data only as long as you need it. */
  readonly data: Float32Array;
}

export interface TensorFile {
  tensors: ReadonlyMap<string, Tensor>;
  metadata: Readonly<Record<string, string>>;
}

const maxHeaderBytes = 100_000_000;
const bytesPerElement = {F32: 4, F16: 2} as const;

const entrySchema = z.object({
  dtype: z.enum(['F32', 'F16']),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/** Gives the bytes of a file. */
interface Source {
  byteLength: number;
  /** Bytes from `start` up to but not including `end`; all of them must exist. */
  read(start: number, end: number): Uint8Array;
}

/**
 * The tensors are views of `bytes` if possible, because a copy of a large file would stay in memory until the garbage
 * collector finds a reason to run.
 * @throws RangeError naming what is wrong when `bytes` is not a complete safetensors file of float tensors
 */
export function parseSafetensors(bytes: Uint8Array): TensorFile {
  // A plain Uint8Array: its `slice` copies, but a Buffer's does not.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const file = readFrom({byteLength: plain.byteLength, read: (start, end) => plain.subarray(start, end)});
  const loaded = [...file.tensors].map(([name, {dims, data}]) => [name, {dims, data}] as const);
  return {...file, tensors: new Map(loaded)};
}

/**
 * Opens a file and leaves its tensors on disk until they are read.
 * @throws RangeError as `parseSafetensors` does; file system errors, also when a tensor is read
 */
export function openSafetensors(path: string): TensorFile {
  return readFrom({byteLength: statSync(path).size, read: (start, end) => readPart(path, start, end)});
}

function readPart(path: string, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  const file = openSync(path, 'r');
  try {
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(file, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new RangeError(`expected ${end} bytes in ${path}, found ${start + done}`);
      done += count;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

function readFrom({byteLength, read}: Source): TensorFile {
  if (byteLength < 8) throw new RangeError(`expected a safetensors file, received ${byteLength} bytes`);
  const length = read(0, 8);
  const headerBytes = Number(new DataView(length.buffer, length.byteOffset, 8).getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes || 8 + headerBytes > byteLength) {
    throw new RangeError(`expected a safetensors header, received a length of ${headerBytes} bytes`);
  }
  const bodyStart = 8 + headerBytes;
  const header = parseHeader(read(8, bodyStart));

  const tensors = new Map<string, Tensor>();
  for (const [name, value] of Object.entries(header.entries)) {
    const {dtype, shape: dims, data_offsets} = entrySchema.parse(value);
    const [start, end] = data_offsets;
    const elements = dims.reduce((product, dim) => product * dim, 1);
    if (end - start !== elements * bytesPerElement[dtype] || bodyStart + end > byteLength)
      throw new RangeError(`tensor ${name}: expected ${elements} ${dtype} values inside the file`);
    tensors.set(name, {
      dims,
      get data() {
        const raw = read(bodyStart + start, bodyStart + end);
        return dtype === 'F32' ? floatsOf(raw) : fromHalf(new Uint16Array(raw.slice().buffer));
      },
    });
  }
  return {tensors, metadata: header.metadata};
}

function floatsOf(raw: Uint8Array): Float32Array {
  const isAligned = raw.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0;
  const {buffer, byteOffset, byteLength} = isAligned ? raw : raw.slice();
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}

export function writeSafetensors(file: TensorFile): Uint8Array {
  return Buffer.concat([...safetensorsParts(file)]);
}

/** The same in parts, to be written one after the other, so that no tensor is copied. */
export function* safetensorsParts({tensors, metadata}: TensorFile): Generator<Uint8Array> {
  const header: Record<string, unknown> = {__metadata__: metadata};
  let offset = 0;
  for (const [name, {dims, data}] of tensors) {
    header[name] = {dtype: 'F32', shape: dims, data_offsets: [offset, offset + data.byteLength]};
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;

  const start = Buffer.alloc(8 + headerBytes, ' ');
  start.writeBigUInt64LE(BigInt(headerBytes));
  json.copy(start, 8);
  yield start;
  for (const {data} of tensors.values()) yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function parseHeader(bytes: Uint8Array): {
  entries: Record<string, unknown>;
  metadata: Record<string, string>;
} {
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const {__metadata__: metadata = {}, ...entries} = z.record(z.string(), z.unknown()).parse(json);
    return {entries, metadata: z.record(z.string(), z.string()).parse(metadata)};
  } catch (cause) {
    throw new RangeError('expected a safetensors header in JSON', {cause});
  }
}

/** IEEE 754 half precision to single. */
function fromHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
