/**
 * The objective on ONNX Runtime. A session is compiled per image size; its run blocks the calling thread, so this
 * belongs in a process of its own. Whoever creates an objective disposes it.
 */
import {InferenceSession, Tensor} from 'onnxruntime-node';
import type {Encoder} from './encoder.ts';
import {optionsFor} from './execution-providers.ts';
import {buildMeasureGraph, buildObjectiveGraph} from './graph/objective-graph.ts';
import {externalDataLocation} from './graph/onnx-model.ts';
import {packWeights} from './graph/packed-weights.ts';
import {
  type Backend,
  type Objective,
  type ObjectiveSpec,
  type Targets,
  type TermWeights,
  termNames,
} from './objective.ts';
import {silenceTelemetry} from './onnx-privacy.ts';
import type {Device} from './protocol.ts';

export function createOnnxBackend(encoder: Encoder, device: Device = 'cpu'): Backend {
  silenceTelemetry();
  const packed = packWeights(encoder);
  const open = (model: Uint8Array): Promise<InferenceSession> =>
    InferenceSession.create(model, {
      ...optionsFor(device),
      graphOptimizationLevel: 'all',
      externalData: [{path: externalDataLocation, data: packed.bytes}],
    });

  return {
    device,

    async measure({width, height, data}, network, names) {
      if (names.length === 0) return {};
      const session = await open(buildMeasureGraph(encoder, packed, network, {width, height}, names));
      try {
        const outputs = await session.run({image: new Tensor('float32', data, [1, 3, height, width])});
        return Object.fromEntries(names.map((name) => [name, floatsOf(outputs, name)]));
      } finally {
        await session.release();
      }
    },

    async createObjective(spec, targets, weights) {
      const session = await open(buildObjectiveGraph(encoder, packed, spec));
      return objectiveOn(session, spec, targets, weights);
    },
  };
}

function objectiveOn(
  session: InferenceSession,
  spec: ObjectiveSpec,
  targets: Targets,
  weights: TermWeights,
): Objective {
  const {width, height} = spec;
  const names = termNames(spec);
  const factors = names.map((name) => weights[name] ?? 0);
  const constants: Record<string, Tensor> = {
    weights: new Tensor('float32', Float32Array.from(factors), [names.length]),
  };
  for (const input of session.inputMetadata) {
    if (!input.isTensor || input.name === 'image' || input.name === 'weights') continue;
    const target = targets[input.name];
    if (!target) throw new RangeError(`expected a target for ${input.name}, received none`);
    constants[input.name] = new Tensor('float32', target, input.shape.map(Number));
  }

  return {
    async evaluate(pixels) {
      const image = new Tensor('float32', pixels, [1, 3, height, width]);
      const outputs = await session.run({...constants, image});
      const values = floatsOf(outputs, 'terms');
      const terms = Object.fromEntries(names.map((name, index) => [name, values[index] as number]));
      const loss = factors.reduce((sum, factor, index) => sum + factor * (values[index] as number), 0);
      return {loss, terms, gradient: floatsOf(outputs, 'gradient')};
    },
    dispose: () => session.release(),
  };
}

function floatsOf(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = (outputs[name] as Tensor | undefined)?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`expected float32 output ${name}`);
}
