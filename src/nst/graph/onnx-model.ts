/**
 * Writes ONNX models: a graph under construction whose values carry their shapes, and its protobuf encoding.
 * Field numbers are those of onnx.proto3 (IR version 8, opset 17). Only what the objective needs is here: small
 * float and int64 initializers, float initializers in external data, and int, float, string and int-list attributes.
 */
import {BinaryWriter, WireType} from '@bufbuild/protobuf/wire';
import type {PackedTensor} from './packed-weights.ts';

/** A value of the graph: its name and its shape, all dimensions known. */
export interface Value {
  readonly name: string;
  readonly dims: readonly number[];
}

type Attribute = number | readonly number[] | {readonly float: number} | string;
type Attributes = Readonly<Record<string, Attribute>>;

const irVersion = 8;
const opsetVersions = {'': 17, 'com.microsoft': 1} as const;
/** Who defines an operator: ONNX, or ONNX Runtime itself. */
type Domain = keyof typeof opsetVersions;
const elementType = {float: 1, int64: 7} as const;
const dataLocationExternal = 1;
const attributeType = {float: 1, int: 2, string: 3, ints: 7} as const;

export class OnnxModel {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs = new Map<string, Uint8Array>();
  readonly #outputs: Uint8Array[] = [];
  readonly #external = new Set<string>();
  #names = 0;

  /** A float32 input that is fed at every run; declared once however often it is used. */
  input(name: string, dims: readonly number[]): Value {
    this.#inputs.set(name, valueInfo(name, dims));
    return {name, dims};
  }

  /** An input that is the same at every run and may serve several models. */
  constant({name, dims}: PackedTensor): Value {
    return this.input(name, dims);
  }

  output(name: string, value: Value): void {
    this.#nodes.push(node('Identity', [value.name], [name], {}));
    this.#outputs.push(valueInfo(name, value.dims));
  }

  /** A float32 tensor of the packed weights, in the model once however often it is used. */
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

  /** Adds a node with one output whose shape the caller states. */
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

  /** The serialized ModelProto. */
  toBytes(): Uint8Array {
    const graph = new BinaryWriter();
    for (const bytes of this.#nodes) graph.tag(1, WireType.LengthDelimited).bytes(bytes);
    graph.tag(2, WireType.LengthDelimited).string('atelier');
    for (const bytes of this.#initializers) graph.tag(5, WireType.LengthDelimited).bytes(bytes);
    for (const bytes of this.#inputs.values()) graph.tag(11, WireType.LengthDelimited).bytes(bytes);
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

function valueInfo(name: string, dims: readonly number[]): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  writer.tag(2, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int32(elementType.float);
  writer.tag(2, WireType.LengthDelimited).fork();
  for (const dim of dims) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int64(dim);
    writer.join();
  }
  writer.join().join().join();
  return writer.finish();
}

function bytesOf(data: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
