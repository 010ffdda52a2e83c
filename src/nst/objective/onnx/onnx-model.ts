/**
 * Writes ONNX models: a graph under construction whose values carry their shapes, and its protobuf encoding.
 * Field numbers are those of onnx.proto3 (IR version 8, opset 17). Only what the objective needs is here: small
 * float and int64 initializers, float initializers in external data, and int, float, string and int-list attributes.
 */
import {BinaryWriter, WireType} from '@bufbuild/protobuf/wire';
import type {PackedTensor} from './packed-tensor.ts';

/** A value of the graph: its name and its shape, all dimensions known. */
export interface Value {
  readonly name: string;
  readonly dims: readonly number[];
}

/** A finished model and its inputs. */
export interface BuiltModel {
  /** The serialized ModelProto. */
  bytes: Uint8Array;
  /** Shapes of the inputs by name, all dimensions known, whatever the model itself declares. */
  inputs: ReadonlyMap<string, readonly number[]>;
}

export interface ModelOptions {
  /**
   * Leave the heights and widths of images and feature maps undeclared. If ONNX Runtime knows the shapes, it plans
   * which buffer serves which value. It then keeps a buffer of the forward pass for a value of the same size in the
   * pullback, and so holds more at once than is ever needed (measured with VGG19 at 512 × 384: 100 to 230 MB of 500).
   * Without a plan, a buffer is freed as soon as nobody needs its value.
   */
  hideSizes?: boolean;
}

type Attribute = number | readonly number[] | {readonly float: number} | string;
type Attributes = Readonly<Record<string, Attribute>>;

const irVersion = 8;
const opsetVersions = {'': 17, 'com.microsoft': 1} as const;
/** Who defines an operator: ONNX, or ONNX Runtime itself. */
type Domain = keyof typeof opsetVersions;
/** TensorProto.DataType, which `Cast` takes too. */
export const elementType = {float: 1, int64: 7, bool: 9} as const;
const dataLocationExternal = 1;
const attributeType = {float: 1, int: 2, string: 3, ints: 7} as const;

export class OnnxModel {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs = new Map<string, {dims: readonly number[]; declared: readonly (number | undefined)[]}>();
  readonly #outputs: Uint8Array[] = [];
  readonly #external = new Set<string>();
  readonly hidesSizes: boolean;
  #names = 0;

  constructor({hideSizes = false}: ModelOptions = {}) {
    this.hidesSizes = hideSizes;
  }

  /** A float32 input, fed at every run. It is declared once, however often it is used. */
  input(name: string, dims: readonly number[]): Value {
    this.#inputs.set(name, {dims, declared: dims});
    return {name, dims};
  }

  /** The same for an image or feature map [1, channels, height, width]. */
  imageInput(name: string, dims: readonly number[]): Value {
    const declared = this.hidesSizes ? dims.map((dim, axis) => (axis < 2 ? dim : undefined)) : dims;
    this.#inputs.set(name, {dims, declared});
    return {name, dims};
  }

  /** An input with a value that never changes; several models may share it. */
  constant({name, dims}: PackedTensor): Value {
    return this.input(name, dims);
  }

  output(name: string, value: Value): void {
    this.#nodes.push(node('Identity', [value.name], [name], {}));
    this.#outputs.push(valueInfo(name, this.hidesSizes ? value.dims.map(() => undefined) : value.dims));
  }

  /** A float32 tensor of the packed weights. It is declared once, however often it is used. */
  external(tensor: PackedTensor): Value {
    const {name, dims} = tensor;
    if (!this.#external.has(name)) this.#initializers.push(externalTensor(tensor));
    this.#external.add(name);
    return {name, dims};
  }

  /** A small float32 tensor stored in the model itself. */
  floats(data: Float32Array, dims: readonly number[]): Value {
    const name = this.#freshName('floats');
    this.#initializers.push(tensor(name, dims, elementType.float, bytesOf(data)));
    return {name, dims};
  }

  scalar(value: number): Value {
    return this.floats(Float32Array.of(value), []);
  }

  integers(values: readonly number[]): Value {
    const name = this.#freshName('integers');
    const data = BigInt64Array.from(values, BigInt);
    this.#initializers.push(tensor(name, [values.length], elementType.int64, bytesOf(data)));
    return {name, dims: [values.length]};
  }

  /** Adds a node with one output. @param dims shape of the output */
  node(
    op: string,
    inputs: readonly Value[],
    dims: readonly number[],
    attributes: Attributes = {},
    domain: Domain = '',
  ): Value {
    const [value] = this.nodes(op, inputs, [dims], attributes, domain);
    return value as Value;
  }

  /** Adds a node with several outputs. */
  nodes(
    op: string,
    inputs: readonly Value[],
    dims: readonly (readonly number[])[],
    attributes: Attributes = {},
    domain: Domain = '',
  ): Value[] {
    const outputs = dims.map((shape) => ({name: this.#freshName(op), dims: shape}));
    this.#nodes.push(
      node(
        op,
        inputs.map((value) => value.name),
        outputs.map((value) => value.name),
        attributes,
        domain,
      ),
    );
    return outputs;
  }

  build(): BuiltModel {
    const inputs = new Map([...this.#inputs].map(([name, {dims}]) => [name, dims]));
    return {bytes: this.#toBytes(), inputs};
  }

  #toBytes(): Uint8Array {
    const graph = new BinaryWriter();
    for (const bytes of this.#nodes) graph.tag(1, WireType.LengthDelimited).bytes(bytes);
    graph.tag(2, WireType.LengthDelimited).string('atelier');
    for (const bytes of this.#initializers) graph.tag(5, WireType.LengthDelimited).bytes(bytes);
    for (const [name, {declared}] of this.#inputs)
      graph.tag(11, WireType.LengthDelimited).bytes(valueInfo(name, declared));
    for (const bytes of this.#outputs) graph.tag(12, WireType.LengthDelimited).bytes(bytes);

    const model = new BinaryWriter();
    model.tag(1, WireType.Varint).int64(irVersion);
    model.tag(2, WireType.LengthDelimited).string('atelier');
    model.tag(7, WireType.LengthDelimited).bytes(graph.finish());
    for (const [domain, version] of Object.entries(opsetVersions)) {
      model.tag(8, WireType.LengthDelimited).fork();
      model.tag(1, WireType.LengthDelimited).string(domain);
      model.tag(2, WireType.Varint).int64(version);
      model.join();
    }
    return model.finish();
  }

  #freshName(kind: string): string {
    this.#names += 1;
    return `${kind}_${this.#names}`;
  }
}

function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes,
  domain: Domain = '',
): Uint8Array {
  const writer = new BinaryWriter();
  for (const name of inputs) writer.tag(1, WireType.LengthDelimited).string(name);
  for (const name of outputs) writer.tag(2, WireType.LengthDelimited).string(name);
  writer.tag(3, WireType.LengthDelimited).string(outputs[0] ?? op);
  writer.tag(4, WireType.LengthDelimited).string(op);
  for (const [name, value] of Object.entries(attributes)) {
    writer.tag(5, WireType.LengthDelimited).fork();
    writeAttribute(writer, name, value);
    writer.join();
  }
  if (domain) writer.tag(7, WireType.LengthDelimited).string(domain);
  return writer.finish();
}

function writeAttribute(writer: BinaryWriter, name: string, value: Attribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  let type: number;
  if (typeof value === 'number') {
    writer.tag(3, WireType.Varint).int64(value);
    type = attributeType.int;
  } else if (typeof value === 'string') {
    writer.tag(4, WireType.LengthDelimited).string(value);
    type = attributeType.string;
  } else if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    type = attributeType.float;
  } else {
    for (const item of value) writer.tag(8, WireType.Varint).int64(item);
    type = attributeType.ints;
  }
  writer.tag(20, WireType.Varint).int32(type);
}

function tensor(name: string, dims: readonly number[], type: number, raw: Uint8Array): Uint8Array {
  const writer = new BinaryWriter();
  for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
  writer.tag(2, WireType.Varint).int32(type);
  writer.tag(8, WireType.LengthDelimited).string(name);
  writer.tag(9, WireType.LengthDelimited).bytes(raw);
  return writer.finish();
}

function externalTensor({name, dims, data}: PackedTensor): Uint8Array {
  const writer = new BinaryWriter();
  for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
  writer.tag(2, WireType.Varint).int32(elementType.float);
  writer.tag(8, WireType.LengthDelimited).string(name);
  for (const [key, value] of Object.entries({location: name, offset: 0, length: data.byteLength})) {
    writer.tag(13, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).string(String(value));
    writer.join();
  }
  writer.tag(14, WireType.Varint).int32(dataLocationExternal);
  return writer.finish();
}

/** @param dims undefined entries stay undeclared */
function valueInfo(name: string, dims: readonly (number | undefined)[]): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  writer.tag(2, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int32(elementType.float);
  writer.tag(2, WireType.LengthDelimited).fork();
  for (const dim of dims) {
    writer.tag(1, WireType.LengthDelimited).fork();
    if (dim !== undefined) writer.tag(1, WireType.Varint).int64(dim);
    writer.join();
  }
  writer.join().join().join();
  return writer.finish();
}

function bytesOf(data: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
