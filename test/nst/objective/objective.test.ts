import {describe, expect, test} from 'vitest';
import type {PlanarImage} from '../../../src/images/planar.ts';
import type {Encoder} from '../../../src/nst/encoders/encoder.ts';
import {parseEncoder, serializeEncoder} from '../../../src/nst/encoders/encoder-file.ts';
import {randomSource} from '../../../src/nst/look/random.ts';
import {
  type Backend,
  contentTerms,
  type ObjectiveSpec,
  styleTerms,
  type Targets,
} from '../../../src/nst/objective/objective.ts';
import {createOnnxBackend} from '../../../src/nst/objective/onnx-backend.ts';
import {randomImage, randomSubject, specOf, variants, weightsOf} from '../../fixtures/objectives.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const backend = createOnnxBackend(tinyEncoder());
describe('the gradient equals finite differences', () => {
  test.each(
    variants.flatMap(
      (variant) =>
        [
          [variant, 32, 32],
          [variant, 37, 49],
        ] as const,
    ),
  )('%o at %i × %i', async (variant, width, height) => {
    await expectGradientOf(specOf(variant, width, height));
  });
});

describe('an encoder with maps', () => {
  const {normal} = randomSource(21);
  const square = (channels: number): Float32Array => Float32Array.from({length: channels ** 2}, normal);
  const mapped: Encoder = {
    ...tinyEncoder(),
    maps: {block2_conv1: square(6), block3_conv2: square(8), block4_conv1: square(8)},
  };
  const mappedBackend = createOnnxBackend(mapped);

  test('still has the gradient of finite differences', async () => {
    await expectGradientOf(specOf({}, 32, 32), mappedBackend);
  });

  test('compares M·F: its features are mapped, and its Gram matrices are made from mapped features', async () => {
    const image = randomImage(32, 32, 5);
    const network = specOf({}, 32, 32);
    const raw = await backend.measure(image, network, ['content:block3_conv2', 'content:block2_conv1']);
    const measured = await mappedBackend.measure(image, network, [
      'content:block3_conv2',
      'style:block2_conv1',
      'mean:block2_conv1',
      'std:block2_conv1',
    ]);
    const content = multiply(mapped.maps!.block3_conv2!, raw['content:block3_conv2']!, 8);
    expect(measured['content:block3_conv2']).toBeAllClose(content);

    const style = multiply(mapped.maps!.block2_conv1!, raw['content:block2_conv1']!, 6);
    const positions = style.length / 6;
    const gram = Array.from({length: 36}, (_, index) => {
      const [row, column] = [Math.floor(index / 6) * positions, (index % 6) * positions];
      let sum = 0;
      for (let position = 0; position < positions; position++)
        sum += style[row + position]! * style[column + position]!;
      return sum / positions;
    });
    expect(measured['style:block2_conv1']).toBeAllClose(gram);

    const channels = Array.from({length: 6}, (_, channel) =>
      Array.from(style.subarray(channel * positions, (channel + 1) * positions)),
    );
    const means = channels.map((values) => mean(values));
    expect(measured['mean:block2_conv1']).toBeAllClose(means);
    const deviations = channels.map((values, channel) =>
      Math.sqrt(mean(values.map((value) => (value - means[channel]!) ** 2))),
    );
    expect(measured['std:block2_conv1']).toBeAllClose(deviations);
  });

  test('keeps its maps when it is stored and read back', () => {
    expect(parseEncoder(serializeEncoder(mapped), 'x')).toEqual(mapped);
  });

  /** The product [C, C] · [C, N]. */
  function multiply(map: Float32Array, features: Float32Array, channels: number): Float32Array {
    const positions = features.length / channels;
    return features.map((_, index) => {
      const [row, position] = [Math.floor(index / positions), index % positions];
      let sum = 0;
      for (let k = 0; k < channels; k++)
        sum += map[row * channels + k]! * features[k * positions + position]!;
      return sum;
    });
  }
});

test('a step against the gradient of the content loss alone lowers that loss', async () => {
  const spec = {...specOf({}, 32, 32), styleLayers: [], totalVariation: 'none'} as const;
  const objective = await objectiveFor(spec);
  const image = randomImage(32, 32, 1).data;
  const {gradient, terms, loss} = await objective.evaluate(image);
  expect(Object.keys(terms)).toEqual(['content:block3_conv2']);
  const step = 1e-2 / Math.hypot(...gradient);
  const downhill = await objective.evaluate(image.map((value, index) => value - step * gradient[index]!));
  expect(downhill.loss).toBeLessThan(loss);
  await objective.dispose();
});

test('a constant image has no total variation, and its own features and Gram matrices cost nothing', async () => {
  const spec = specOf({totalVariation: 'l1-sum'}, 32, 32);
  const image: PlanarImage = {width: 32, height: 32, data: new Float32Array(3 * 32 * 32).fill(0.3)};
  const objective = await backend.createObjective(spec, await targetsOf(image, image, spec), weightsOf(spec));
  const {terms, gradient} = await objective.evaluate(image.data);
  for (const term of Object.values(terms)) expect(term).toBeAllClose(0, {absolute: 1e-8});
  expect(Math.hypot(...gradient)).toBeAllClose(0, {absolute: 1e-5});
  await objective.dispose();
});

test('replicate padding leaves a constant image constant in every layer, zero padding does not', async () => {
  const image: PlanarImage = {width: 32, height: 32, data: new Float32Array(3 * 32 * 32).fill(0.8)};
  const spread = async (padding: ObjectiveSpec['padding']): Promise<number> => {
    const measured = await backend.measure(image, specOf({padding}, 32, 32), ['content:block2_conv2']);
    const map = measured['content:block2_conv2']!;
    const plane = 16 * 16;
    return Math.max(...map.map((value, index) => Math.abs(value - map[Math.floor(index / plane) * plane]!)));
  };
  expect(await spread('replicate')).toBeAllClose(0, {absolute: 1e-5});
  expect(await spread('zero')).toBeGreaterThan(1e-2);
});

test('a missing target is named', async () => {
  const spec = specOf({}, 32, 32);
  await expect(backend.createObjective(spec, {}, {})).rejects.toThrow('content:block3_conv2');
});

test('a layer missing from the encoder is named', async () => {
  const image = randomImage(32, 32, 1);
  const names = ['content:block6_conv1'];
  await expect(backend.measure(image, specOf({}, 32, 32), names)).rejects.toThrow('block6_conv1');
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function expectGradientOf(spec: ObjectiveSpec, on: Backend = backend): Promise<void> {
  const objective = await objectiveFor(spec, on);
  const image = randomImage(spec.width, spec.height, 1).data;
  const {gradient} = await objective.evaluate(image);

  // Along smooth directions the loss changes far more than float32 rounding, and kinks of ReLU and pooling average out.
  for (const seed of [11, 12, 13]) {
    const direction = randomImage(spec.width, spec.height, seed).data.map((value) => value - 0.5);
    const step = 2e-3;
    const ahead = await objective.evaluate(image.map((value, index) => value + step * direction[index]!));
    const behind = await objective.evaluate(image.map((value, index) => value - step * direction[index]!));
    const slope = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
    const size = Math.hypot(...gradient) * Math.hypot(...direction);
    expect(Math.abs((ahead.loss - behind.loss) / (2 * step) - slope)).toBeLessThan(2e-3 * size);
  }
  await objective.dispose();
}

async function objectiveFor(spec: ObjectiveSpec, on: Backend = backend) {
  const targets = await targetsOf(randomImage(spec.width, spec.height, 2), randomImage(40, 36, 3), spec, on);
  return on.createObjective(spec, targets, weightsOf(spec));
}

async function targetsOf(
  content: PlanarImage,
  style: PlanarImage,
  spec: ObjectiveSpec,
  on: Backend = backend,
): Promise<Targets> {
  return {
    ...(await on.measure(content, spec, contentTerms(spec))),
    ...(await on.measure(style, spec, styleTerms(spec))),
    ...randomSubject(spec),
  };
}
