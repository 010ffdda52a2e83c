import {InferenceSession, Tensor} from 'onnxruntime-node';
import {describe, expect, test} from 'vitest';
import {randomSource} from '../../../../src/nst/look/random.ts';
import {winogradConvolve, winogradTensors} from '../../../../src/nst/objective/graph/winograd.ts';
import {contentTerms, type ObjectiveSpec, styleTerms} from '../../../../src/nst/objective/objective.ts';
import {OnnxModel} from '../../../../src/nst/objective/onnx/onnx-model.ts';
import type {PackedTensor} from '../../../../src/nst/objective/onnx/packed-tensor.ts';
import {createOnnxBackend} from '../../../../src/nst/objective/onnx-backend.ts';
import {tinyEncoder} from '../../../fixtures/weights.ts';

const [outputs, inputs] = [5, 3];
const {normal} = randomSource(3);
const kernel = Float32Array.from({length: outputs * inputs * 9}, normal);

describe("Winograd's convolution equals the direct convolution", () => {
  test.each([
    {from: [8, 12], pad: 1, to: [8, 12]},
    {from: [7, 13], pad: 1, to: [7, 13]},
    {from: [7, 13], pad: 1, to: [6, 12]},
    {from: [9, 5], pad: 0, to: [7, 3]},
    {from: [6, 11], pad: 2, to: [8, 13]},
    {from: [1, 1], pad: 1, to: [1, 1]},
  ])('from $from to $to with $pad zeros before', async ({from, pad, to}) => {
    const image = {channels: inputs, height: from[0]!, width: from[1]!};
    const data = Float32Array.from({length: inputs * image.height * image.width}, normal);
    const tap = (output: number, input: number, at: number): number =>
      kernel[(output * inputs + input) * 9 + at]!;
    const received = await run(data, image, {pad, height: to[0]!, width: to[1]!}, false);
    const expected = convolve(data, image, outputs, {pad, height: to[0]!, width: to[1]!}, tap);
    expect(received).toBeAllClose(expected, {relative: 1e-4, absolute: 1e-4});
  });

  test('in reverse, from outputs to inputs with the kernel rotated by 180°', async () => {
    const image = {channels: outputs, height: 7, width: 10};
    const size = {pad: 1, height: 8, width: 10};
    const data = Float32Array.from({length: outputs * 70}, normal);
    const tap = (output: number, input: number, at: number): number =>
      kernel[(input * inputs + output) * 9 + 8 - at]!;
    const expected = convolve(data, image, inputs, size, tap);
    expect(await run(data, image, size, true)).toBeAllClose(expected, {relative: 1e-4, absolute: 1e-4});
  });
});

test('an encoder wide enough to use it still has the gradient of finite differences', async () => {
  const encoder = tinyEncoder([4, 128, 128, 8, 8]);
  const backend = createOnnxBackend(encoder);
  const spec: ObjectiveSpec = {
    width: 37,
    height: 30,
    pooling: 'average',
    padding: 'replicate-input',
    gramNorm: 'hw',
    contentLayers: ['block3_conv2'],
    styleLayers: ['block2_conv2', 'block3_conv1'],
    wassersteinLayers: [],
    momentLayers: [],
    totalVariation: 'none',
    colorVariation: 1,
  };
  const image = (seed: number) => {
    const {uniform} = randomSource(seed);
    return {width: 37, height: 30, data: Float32Array.from({length: 3 * 37 * 30}, uniform)};
  };
  const targets = {
    ...(await backend.measure(image(1), spec, contentTerms(spec))),
    ...(await backend.measure(image(2), spec, styleTerms(spec))),
  };
  const weights = Object.fromEntries(Object.keys(targets).map((name) => [name, 1]));
  const objective = await backend.createObjective(spec, targets, weights);
  const {data} = image(3);
  const {gradient} = await objective.evaluate(data);
  for (const seed of [11, 12]) {
    const direction = image(seed).data.map((value) => value - 0.5);
    const step = 2e-3;
    const ahead = await objective.evaluate(data.map((value, index) => value + step * direction[index]!));
    const behind = await objective.evaluate(data.map((value, index) => value - step * direction[index]!));
    const slope = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
    const size = Math.hypot(...gradient) * Math.hypot(...direction);
    expect(Math.abs((ahead.loss - behind.loss) / (2 * step) - slope)).toBeLessThan(2e-3 * size);
  }
  await objective.dispose();
});

interface Image {
  channels: number;
  height: number;
  width: number;
}

type Size = Parameters<typeof winogradConvolve>[3];

async function run(data: Float32Array, image: Image, size: Size, turned: boolean): Promise<Float32Array> {
  const tensors = winogradTensors('layer', kernel, outputs, inputs);
  const model = new OnnxModel();
  const dims = [1, image.channels, image.height, image.width];
  model.output('result', winogradConvolve(model, model.input('image', dims), tensors, size, turned));
  const session = await InferenceSession.create(model.build().bytes);
  const constants = Object.values<PackedTensor>({...tensors}).filter(({name}) =>
    session.inputNames.includes(name),
  );
  const {result} = await session.run({
    image: new Tensor('float32', data, dims),
    ...Object.fromEntries(constants.map(({name, data, dims}) => [name, new Tensor('float32', data, dims)])),
  });
  await session.release();
  return result!.data as Float32Array;
}

/** The convolution by its definition, in loops. */
function convolve(
  data: Float32Array,
  {channels, height, width}: Image,
  results: number,
  size: Size,
  tap: (output: number, input: number, at: number) => number,
): number[] {
  return Array.from({length: results * size.height * size.width}, (_, index) => {
    const [output, rest] = [
      Math.floor(index / (size.height * size.width)),
      index % (size.height * size.width),
    ];
    const [row, column] = [Math.floor(rest / size.width), rest % size.width];
    let sum = 0;
    for (let input = 0; input < channels; input++) {
      for (let at = 0; at < 9; at++) {
        const [y, x] = [row + Math.floor(at / 3) - size.pad, column + (at % 3) - size.pad];
        if (y < 0 || x < 0 || y >= height || x >= width) continue;
        sum += data[(input * height + y) * width + x]! * tap(output, input, at);
      }
    }
    return sum;
  });
}
