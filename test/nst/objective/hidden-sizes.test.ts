/** On the CPU, models hide sizes from ONNX Runtime, so that it plans no memory reuse. That must not change any bit. */
import {InferenceSession} from 'onnxruntime-node';
import {describe, expect, test} from 'vitest';
import type {Encoder} from '../../../src/nst/encoders/encoder.ts';
import {buildObjectiveGraph} from '../../../src/nst/objective/graph/objective-graph.ts';
import {packWeights} from '../../../src/nst/objective/graph/packed-weights.ts';
import {
  contentTerms,
  type ObjectiveSpec,
  styleTerms,
  termNames,
} from '../../../src/nst/objective/objective.ts';
import {graphSession} from '../../../src/nst/objective/onnx/onnx-session.ts';
import {createOnnxBackend} from '../../../src/nst/objective/onnx-backend.ts';
import {randomImage, randomSubject, specOf, variants, weightsOf} from '../../fixtures/objectives.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

async function open(encoder: Encoder, spec: ObjectiveSpec, hideSizes: boolean) {
  const packed = {...packWeights(encoder, true), hideSizes};
  const model = buildObjectiveGraph(encoder, packed, spec);
  const options = {externalData: packed.externalData(), graphOptimizationLevel: 'all'} as const;
  const session = await InferenceSession.create(model.bytes, options);
  const image = session.inputMetadata.find(({name}) => name === 'image');
  return {
    session: graphSession(session, model, packed.constants()),
    declared: image?.isTensor ? image.shape : [],
  };
}

describe.each([
  {encoder: tinyEncoder(), width: 32, height: 32, convolution: 'direct'},
  {encoder: tinyEncoder(), width: 30, height: 37, convolution: 'direct'},
  {encoder: tinyEncoder([4, 128, 128, 128, 8]), width: 35, height: 33, convolution: "Winograd's"},
])('at $width × $height with $convolution convolution', ({encoder, width, height}) => {
  const backend = createOnnxBackend(encoder);

  test.each(variants)('hidden sizes give the same loss and gradient: %o', async (variant) => {
    const spec = specOf(variant, width, height);
    const inputs = {
      image: randomImage(width, height, 3).data,
      weights: Float32Array.from(termNames(spec), (name) => weightsOf(spec)[name]!),
      ...(await backend.measure(randomImage(width, height, 1), spec, contentTerms(spec))),
      ...(await backend.measure(randomImage(width, height, 2), spec, styleTerms(spec))),
      ...randomSubject(spec),
    };
    const [hidden, told] = [await open(encoder, spec, true), await open(encoder, spec, false)];
    expect(told.declared).toEqual([1, 3, height, width]);
    expect(hidden.declared).not.toContain(height);

    const [received, expected] = [await hidden.session.run(inputs), await told.session.run(inputs)];
    expect(received.terms).toEqual(expected.terms);
    expect(received.gradient).toEqual(expected.gradient);
    await Promise.all([hidden.session.release(), told.session.release()]);
  });
});
