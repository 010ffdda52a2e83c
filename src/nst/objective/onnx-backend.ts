/**
 * The objective on ONNX Runtime. A session is compiled per image size; its run blocks the calling thread, so this
 * belongs in a process of its own. Whoever creates an objective disposes it.
 */
import {InferenceSession} from 'onnxruntime-node';
import type {Device} from '../contract/protocol.ts';
import type {Encoder} from '../encoders/encoder.ts';
import {createAnySizeBackend} from '../tiles/any-size-backend.ts';
import type {Memory} from '../tiles/memory.ts';
import {buildMeasureGraph} from './graph/objective-graph.ts';
import {packWeights} from './graph/packed-weights.ts';
import type {Backend} from './objective.ts';
import {optionsFor} from './onnx/execution-providers.ts';
import {silenceTelemetry} from './onnx/onnx-privacy.ts';
import {type GraphRuntime, graphSession} from './onnx/onnx-session.ts';
import {compileObjective} from './onnx-objective.ts';

/** An encoder on a device, ready to compile graphs. */
export function onnxRuntime(encoder: Encoder, device: Device = 'cpu'): GraphRuntime {
  silenceTelemetry();
  const packed = packWeights(encoder, device === 'cpu');
  return {
    encoder,
    packed,
    async open(model) {
      const session = await InferenceSession.create(model.bytes, {
        // A memory pattern is laid out at the second run, in one new block beside what the first run took: measured, it
        // nearly doubles the memory (1,600 MB instead of 1,150 at 512 × 375 with VGG19) and saves no time.
        enableMemPattern: false,
        ...optionsFor(device),
        graphOptimizationLevel: 'all',
        externalData: packed.externalData(),
      });
      return graphSession(session, model, packed.constants());
    },
  };
}

/** @param memory on the CPU, images that need more are evaluated in tiles; absent: no limit */
export function createOnnxBackend(encoder: Encoder, device: Device = 'cpu', memory?: Memory): Backend {
  const runtime = onnxRuntime(encoder, device);
  const whole = wholeBackend(runtime, device);
  memory?.hold(encoder);
  // An accelerator uses its own memory, and nobody knows how much it has.
  return memory && device === 'cpu' ? createAnySizeBackend(runtime, whole, memory) : whole;
}

function wholeBackend(runtime: GraphRuntime, device: Device): Backend {
  const {encoder, packed, open} = runtime;
  return {
    device,

    async measure({width, height, data}, network, names) {
      if (names.length === 0) return {};
      const session = await open(buildMeasureGraph(encoder, packed, network, {width, height}, names));
      try {
        return await session.run({image: data});
      } finally {
        await session.release();
      }
    },

    createObjective: (spec, targets, weights) => compileObjective(runtime, spec, targets, weights),
  };
}
