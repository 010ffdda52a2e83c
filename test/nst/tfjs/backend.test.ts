/** Compares the objective on TensorFlow.js with ONNX Runtime, whose gradients finite differences confirm. */
import {beforeAll, describe, expect, test} from 'vitest';
import type {Encoder} from '../../../src/nst/encoders/encoder.ts';
import {randomSource} from '../../../src/nst/look/random.ts';
import {
  type Backend,
  contentTerms,
  type ObjectiveSpec,
  styleTerms,
  type Targets,
} from '../../../src/nst/objective/objective.ts';
import {createOnnxBackend} from '../../../src/nst/objective/onnx-backend.ts';
import {loadTensorflow, tensorflowSources} from '../../../src/nst/tfjs/tensorflow.ts';
import {createTfjsBackend} from '../../../src/nst/tfjs/tfjs-backend.ts';
import {randomImage, randomSubject, specOf, variants, weightsOf} from '../../fixtures/objectives.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const cases = {
  'an encoder': {
    encoder: tinyEncoder(),
    specs: variants.flatMap((variant) => [specOf(variant, 32, 32), specOf(variant, 37, 49)]),
  },
  'one with maps': {
    encoder: mappedEncoder(),
    specs: [variants[1]!, variants[4]!].map((variant) => specOf(variant, 33, 32)),
  },
};

describe.each(['tfjs-wasm', 'tfjs-cpu'])('%s', (device) => {
  let loaded: Awaited<ReturnType<typeof loadTensorflow>>;
  beforeAll(async () => {
    loaded = await loadTensorflow(tensorflowSources.filter((source) => source.device === device));
  });
  const backendFor = (encoder: Encoder): Backend => createTfjsBackend(loaded.tf, loaded.device, encoder);

  describe.each(Object.entries(cases))('with %s, agrees with ONNX Runtime', (_, {encoder, specs}) => {
    test.each(specs)('on %o', async (spec) => {
      const [ours, theirs] = [backendFor(encoder), createOnnxBackend(encoder)];
      const targets = await targetsOf(theirs, spec);
      const measured = await targetsOf(ours, spec);
      expect(Object.keys(measured).sort()).toEqual(Object.keys(targets).sort());
      for (const [name, target] of Object.entries(targets))
        expect(measured[name], name).toBeAllClose(target, {relative: 2e-5});

      const [mine, reference] = await Promise.all(
        [ours, theirs].map(async (backend) => {
          const objective = await backend.createObjective(spec, targets, weightsOf(spec));
          const evaluation = await objective.evaluate(randomImage(spec.width, spec.height, 1).data);
          await objective.dispose();
          return evaluation;
        }),
      );
      expect(Object.keys(mine!.terms)).toEqual(Object.keys(reference!.terms));
      for (const [name, term] of Object.entries(reference!.terms))
        expect(mine!.terms[name], name).toBeAllClose(term, {relative: 1e-3});
      expect(mine!.loss).toBeAllClose(reference!.loss, {relative: 1e-4});
      expect(mine!.gradient).toBeAllClose(reference!.gradient, {relative: 1e-4});
    });
  });

  test('gives the same numbers for the same image again', async () => {
    const spec = specOf({}, 32, 32);
    const objective = await objectiveOn(backendFor(tinyEncoder()), spec);
    const [first, again] = [await evaluate(objective), await evaluate(objective)];
    expect(again).toEqual(first);
    await objective.dispose();

    function evaluate(on: typeof objective) {
      return on.evaluate(randomImage(32, 32, 1).data);
    }
  });

  test('does not change the image, and gives the caller its own gradient', async () => {
    const spec = specOf({}, 32, 32);
    const objective = await objectiveOn(backendFor(tinyEncoder()), spec);
    const {data} = randomImage(32, 32, 1);
    const before = Float32Array.from(data);
    const {gradient} = await objective.evaluate(data);
    const kept = Float32Array.from(gradient);
    expect(data).toEqual(before);
    gradient.fill(0);
    expect((await objective.evaluate(data)).gradient).toEqual(kept);
    await objective.dispose();
  });

  describe('tensors', () => {
    test('do not grow in number with evaluations, and none of an objective’s are left after it', async () => {
      const backend = backendFor(tinyEncoder());
      const spec = specOf({pooling: 'max', momentLayers: ['block2_conv1']}, 32, 32);
      await (await objectiveOn(backend, spec)).dispose();
      const withWeights = await warmedUp(backend, spec);

      const objective = await objectiveOn(backend, spec);
      const withObjective = loaded.tf.memory().numTensors;
      for (let step = 0; step < 5; step++) {
        await objective.evaluate(randomImage(32, 32, step).data);
        expect(loaded.tf.memory().numTensors).toBe(withObjective);
      }
      await objective.dispose();
      expect(loaded.tf.memory().numTensors).toBe(withWeights);
    });

    test('do not grow in number after a failed evaluation or measurement', async () => {
      const backend = backendFor(tinyEncoder());
      const spec = specOf({}, 32, 32);
      const weightsOnly = await warmedUp(backend, spec);
      const objective = await objectiveOn(backend, spec);
      const before = loaded.tf.memory().numTensors;
      await expect(objective.evaluate(new Float32Array(5))).rejects.toThrow(/3,32,32|32/);
      expect(loaded.tf.memory().numTensors).toBe(before);
      await expect(backend.measure(randomImage(32, 32, 1), spec, ['content:block9_conv1'])).rejects.toThrow(
        'block9_conv1',
      );
      await expect(backend.createObjective(spec, {}, {})).rejects.toThrow('content:block3_conv2');
      expect(loaded.tf.memory().numTensors).toBe(before);
      await objective.dispose();
      expect(loaded.tf.memory().numTensors).toBe(weightsOnly);
    });

    test('of a disposed objective cannot be used', async () => {
      const objective = await objectiveOn(backendFor(tinyEncoder()), specOf({}, 32, 32));
      await objective.dispose();
      const before = loaded.tf.memory().numTensors;
      await expect(objective.evaluate(randomImage(32, 32, 1).data)).rejects.toThrow(/disposed/);
      expect(loaded.tf.memory().numTensors).toBe(before);
    });
  });

  /** How many tensors stay once the weights are loaded. */
  async function warmedUp(backend: Backend, spec: ObjectiveSpec): Promise<number> {
    const objective = await objectiveOn(backend, spec);
    await objective.evaluate(randomImage(spec.width, spec.height, 1).data);
    await objective.dispose();
    return loaded.tf.memory().numTensors;
  }
});

test('an objective without terms is refused', async () => {
  const {tf} = await loadTensorflow();
  const spec = {...specOf({}, 32, 32), contentLayers: [], styleLayers: []};
  const creation = createTfjsBackend(tf, 'any', tinyEncoder()).createObjective(spec, {}, {});
  await expect(creation).rejects.toThrow('expected at least one loss term');
});

async function objectiveOn(backend: Backend, spec: ObjectiveSpec) {
  return backend.createObjective(spec, await targetsOf(backend, spec), weightsOf(spec));
}

async function targetsOf(backend: Backend, spec: ObjectiveSpec): Promise<Targets> {
  const {width, height} = spec;
  return {
    ...(await backend.measure(randomImage(width, height, 2), spec, contentTerms(spec))),
    ...(await backend.measure(randomImage(40, 36, 3), spec, styleTerms(spec))),
    ...randomSubject(spec),
  };
}

function mappedEncoder(): Encoder {
  const {normal} = randomSource(21);
  const square = (channels: number): Float32Array => Float32Array.from({length: channels ** 2}, normal);
  return {
    ...tinyEncoder(),
    maps: {block1_conv1: square(4), block3_conv2: square(8), block4_conv1: square(8)},
  };
}
