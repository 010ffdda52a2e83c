/** Checks gradients that TensorFlow.js' own backends get wrong, or define differently, against answers made by hand. */
import type {Scalar, Tensor, Tensor4D} from '@tensorflow/tfjs';
import {beforeAll, describe, expect, test} from 'vitest';
import {absolute, averagePool, maxPool, padReplicate} from '../../../src/nst/tfjs/operations.ts';
import {loadTensorflow, tensorflowSources} from '../../../src/nst/tfjs/tensorflow.ts';

describe.each(['tfjs-wasm', 'tfjs-cpu'])('the gradient on %s', (device) => {
  let tf: Awaited<ReturnType<typeof loadTensorflow>>['tf'];
  beforeAll(async () => {
    ({tf} = await loadTensorflow(tensorflowSources.filter((source) => source.device === device)));
  });

  /** d Σ (slopes · operation(rows)) / d rows; one channel, slopes 1, 2, 3, … */
  function gradient(operation: (x: Tensor4D) => Tensor4D, rows: number[][]): number[][] {
    const width = rows[0]!.length;
    const flat = tf.tidy(() => {
      const x = tf.tensor4d(rows.flat(), [1, rows.length, width, 1]);
      const total = (input: Tensor): Scalar => {
        const output = operation(input as Tensor4D);
        return tf.sum(tf.mul(output, tf.reshape(tf.range(1, output.size + 1), output.shape)));
      };
      return Array.from(tf.grad(total)(x).dataSync());
    });
    return rows.map((_, row) => flat.slice(row * width, (row + 1) * width));
  }

  test('of a maximum goes to the first of equal values, and never to an odd last row or column', () => {
    const rows = [
      [1, 1, 0, 5, 9],
      [1, 1, 5, 5, 9],
      [0, 0, 2, 1, 9],
      [0, 7, 1, 2, 9],
      [9, 9, 9, 9, 9],
    ];
    expect(gradient((x) => maxPool({tf, kept: []}, x), rows)).toEqual([
      [1, 0, 0, 2, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 4, 0, 0],
      [0, 3, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });

  test('of a mean is shared out, and never goes to an odd last row or column', () => {
    const rows = Array.from({length: 3}, () => [1, 2, 3, 4, 5]);
    const shares = [1, 1, 2, 2, 0].map((share) => share / 4);
    expect(gradient((x) => averagePool({tf, kept: []}, x), rows)).toEqual([shares, shares, [0, 0, 0, 0, 0]]);
  });

  test('of a replicated border goes to the outermost pixels', () => {
    // The padded image is 4 × 4, so its slopes are 1 … 16, and each pixel gets the four in its corner.
    const corners = [1 + 2 + 5 + 6, 3 + 4 + 7 + 8, 9 + 10 + 13 + 14, 11 + 12 + 15 + 16];
    const received = gradient(
      (x) => padReplicate({tf, kept: []}, x),
      [
        [1, 2],
        [3, 4],
      ],
    );
    expect(received.flat()).toEqual(corners);
  });

  test('of |x| is 0 at 0', () => {
    expect(gradient((x) => absolute({tf, kept: []}, x), [[-2, 0, 3]])).toEqual([[-1, 0, 3]]);
  });
});
