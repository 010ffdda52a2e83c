/** Runs a compiled graph on plain arrays by name, so that callers need not handle ONNX Runtime's tensors. */
import {type InferenceSession, Tensor} from 'onnxruntime-node';
import type {Encoder} from '../../encoders/encoder.ts';
import type {PackedWeights} from '../graph/packed-weights.ts';
import type {BuiltModel} from './onnx-model.ts';
import type {PackedTensor} from './packed-tensor.ts';

/** Compiles graphs of an encoder. */
export interface GraphRuntime {
  encoder: Encoder;
  packed: PackedWeights;
  open(model: BuiltModel): Promise<GraphSession>;
}

export interface GraphSession {
  /** Names of the inputs, except the weights. */
  inputs: readonly string[];
  /** @param values float32 values of every input, as many as its shape holds */
  run(values: Readonly<Record<string, Float32Array>>): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
}

/** @param constants weights that the model may take as inputs */
export function graphSession(
  session: InferenceSession,
  {inputs}: BuiltModel,
  constants: readonly PackedTensor[] = [],
): GraphSession {
  const shapes = new Map<string, readonly number[]>();
  const weights: Record<string, Tensor> = {};
  for (const [name, shape] of inputs) {
    const constant = constants.find((candidate) => candidate.name === name);
    if (constant) weights[name] = new Tensor('float32', constant.data, constant.dims);
    else shapes.set(name, shape);
  }
  return {
    inputs: [...shapes.keys()],
    async run(values) {
      const feeds = [...shapes].map(([name, shape]) => {
        const data = values[name];
        if (!data) throw new RangeError(`expected a value for ${name}, received none`);
        return [name, new Tensor('float32', data, shape)] as const;
      });
      const outputs = await session.run({...weights, ...Object.fromEntries(feeds)});
      return Object.fromEntries(session.outputNames.map((name) => [name, floatsOf(outputs, name)]));
    },
    release: () => session.release(),
  };
}

function floatsOf(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = (outputs[name] as Tensor | undefined)?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`expected float32 output ${name}`);
}
