/**
 * `parity-process.ts DEVICE`: compares a device with the CPU on every kind of objective, at a tiny size, and sends the
 * errors it measured. It is a separate process because a provider may crash.
 */
import {InferenceSession} from 'onnxruntime-node';
import type {Device} from '../../src/nst/contract/protocol.ts';
import {relativeError} from '../../src/nst/devices/self-test.ts';
import type {Encoder} from '../../src/nst/encoders/encoder.ts';
import {randomSource} from '../../src/nst/look/random.ts';
import {buildObjectiveGraph} from '../../src/nst/objective/graph/objective-graph.ts';
import {packWeights} from '../../src/nst/objective/graph/packed-weights.ts';
import {contentTerms, type ObjectiveSpec, styleTerms} from '../../src/nst/objective/objective.ts';
import {optionsFor} from '../../src/nst/objective/onnx/execution-providers.ts';
import {createOnnxBackend} from '../../src/nst/objective/onnx-backend.ts';
import {randomImage, randomSubject, specOf, variants, weightsOf} from '../fixtures/objectives.ts';
import {tinyEncoder} from '../fixtures/weights.ts';

export interface Outcome {
  variant: string;
  targetError: number;
  termError: number;
  gradientError: number;
  /** ONNX Runtime's error if no node may fall back to the CPU; undefined if no node has to. */
  fallback?: string;
}

export type FromParity = {outcomes: Outcome[]} | {failure: string};

const [width, height] = [32, 37];
const device = process.argv[2] as Device;

/**
 * Multiples of four, as in every real encoder: WebGPU's convolution from 6 to 8 channels is wrong by 87 % (ONNX Runtime
 * 1.30, on SwiftShader); those from 4 to 8, 8 to 8 and 16 to 16 are right.
 */
const widths = [4, 8, 8, 12, 16];

/** An encoder with maps, so that they are compared too. */
function encoderWithMaps(): Encoder {
  const encoder = tinyEncoder(widths);
  const {normal} = randomSource(21);
  const square = (channels: number): Float32Array => Float32Array.from({length: channels ** 2}, normal);
  return {...encoder, maps: {block2_conv1: square(8), block3_conv2: square(8)}};
}

async function compare(encoder: Encoder, spec: ObjectiveSpec, variant: string): Promise<Outcome> {
  const [cpu, candidate] = [createOnnxBackend(encoder), createOnnxBackend(encoder, device)];
  const [photo, painting, picture] = [1, 2, 3].map((seed) => randomImage(width, height, seed));
  const names = {content: contentTerms(spec), style: styleTerms(spec)};
  const targets = {
    ...(await cpu.measure(photo!, spec, names.content)),
    ...(await cpu.measure(painting!, spec, names.style)),
    ...randomSubject(spec),
  };
  const measured = await candidate.measure(painting!, spec, names.style);
  const evaluated = [];
  for (const backend of [cpu, candidate]) {
    const objective = await backend.createObjective(spec, targets, weightsOf(spec));
    evaluated.push(await objective.evaluate(picture!.data));
    await objective.dispose();
  }
  const [expected, received] = evaluated;
  const refusal = await refusalWithoutFallback(encoder, spec);
  return {
    variant,
    targetError: Math.max(...names.style.map((name) => relativeError(measured[name]!, targets[name]!))),
    termError: Math.max(
      ...Object.entries(expected!.terms).map(
        ([name, term]) => Math.abs(received!.terms[name]! - term) / term,
      ),
    ),
    gradientError: relativeError(received!.gradient, expected!.gradient),
    ...(refusal !== undefined && {fallback: refusal}),
  };
}

async function refusalWithoutFallback(encoder: Encoder, spec: ObjectiveSpec): Promise<string | undefined> {
  const packed = packWeights(encoder);
  try {
    const session = await InferenceSession.create(buildObjectiveGraph(encoder, packed, spec).bytes, {
      ...optionsFor(device),
      graphOptimizationLevel: 'all',
      externalData: packed.externalData(),
      extra: {session: {disable_cpu_ep_fallback: '1'}},
    });
    await session.release();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function send(message: FromParity): void {
  process.send?.(message);
}

// Keeps the process alive until its parent ends it, so that no message is lost.
process.on('disconnect', () => process.exit(0));
try {
  const outcomes = [];
  for (const variant of variants) {
    outcomes.push(
      await compare(tinyEncoder(widths), specOf(variant, width, height), JSON.stringify(variant)),
    );
  }
  outcomes.push(await compare(encoderWithMaps(), specOf({}, width, height), 'an encoder with maps'));
  send({outcomes});
} catch (error) {
  send({failure: error instanceof Error ? error.message : String(error)});
}
