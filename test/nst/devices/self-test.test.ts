import {describe, expect, test} from 'vitest';
import {compare, compareSpeed, relativeError} from '../../../src/nst/devices/self-test.ts';
import type {Backend, Evaluation} from '../../../src/nst/objective/objective.ts';
import {createOnnxBackend} from '../../../src/nst/objective/onnx-backend.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const encoder = tinyEncoder();
const right = createOnnxBackend(encoder);

/** The correct backend, with its answers altered. */
function altered(change: (evaluation: Evaluation) => Evaluation | Promise<Evaluation>): Backend {
  return {
    ...right,
    async createObjective(...parameters) {
      const objective = await right.createObjective(...parameters);
      return {...objective, evaluate: async (pixels) => change(await objective.evaluate(pixels))};
    },
  };
}

describe('the comparison of a device with the CPU', () => {
  test('finds no error if the device is the CPU', async () => {
    expect(await compare(encoder, right, right)).toEqual({targetError: 0, lossError: 0, gradientError: 0});
  });

  test('measures how far its gradient is off, as a share', async () => {
    const tenth = altered((evaluation) => ({
      ...evaluation,
      gradient: evaluation.gradient.map((value) => 1.1 * value),
    }));
    const {lossError, gradientError} = await compare(encoder, right, tenth);
    expect(lossError).toBe(0);
    expect(gradientError).toBeAllClose(0.1, {relative: 1e-4});
  });

  test('measures how far its loss is off, as a share', async () => {
    const half = altered((evaluation) => ({...evaluation, loss: evaluation.loss / 2}));
    expect((await compare(encoder, right, half)).lossError).toBe(0.5);
  });

  test('notices if the device mixes up two channels of the picture', async () => {
    const swapped = altered(({gradient, ...rest}) => {
      const plane = gradient.length / 3;
      const mixed = Float32Array.from(gradient, (_, index) => gradient[(index + plane) % gradient.length]!);
      return {...rest, gradient: mixed};
    });
    expect((await compare(encoder, right, swapped)).gradientError).toBeGreaterThan(0.5);
  });

  test('measures how far its style targets are off, as a share', async () => {
    const doubled: Backend = {
      ...right,
      measure: async (...parameters) =>
        Object.fromEntries(
          Object.entries(await right.measure(...parameters)).map(([name, values]) => [
            name,
            values.map((value) => 2 * value),
          ]),
        ),
    };
    expect((await compare(encoder, right, doubled)).targetError).toBeAllClose(1);
  });

  test('reports NaN as NaN, never as no error', () => {
    expect(relativeError(Float32Array.of(1, Number.NaN), Float32Array.of(1, 2))).toBeNaN();
    expect(relativeError(Float32Array.of(3, 4), Float32Array.of(0, 4))).toBe(0.75);
    expect(relativeError(Float32Array.of(1), Float32Array.of(1, 2))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('speeds', () => {
  const sizes = {probe: 32, full: 48};
  const delayed = (ms: number): Backend =>
    altered((evaluation) => new Promise((resolve) => setTimeout(() => resolve(evaluation), ms)));

  test('are measured at full size if the device may be fast', async () => {
    const speed = await compareSpeed(encoder, delayed(150), right, sizes);
    expect(speed.size).toBe(48);
    expect(speed.cpuSeconds).toBeGreaterThan(0.14);
    expect(speed.seconds).toBeLessThan(speed.cpuSeconds);
  });

  test('are not measured at full size if the device is slower at the small size than the CPU at full size', async () => {
    const speed = await compareSpeed(encoder, right, delayed(150), sizes);
    expect(speed.size).toBe(32);
    expect(speed.seconds).toBeGreaterThan(0.14);
  });
});
