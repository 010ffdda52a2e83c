import {EigenvalueDecomposition, Matrix} from 'ml-matrix';
import {InferenceSession} from 'onnxruntime-node';
import {describe, expect, test} from 'vitest';
import {randomSource} from '../../../../src/nst/look/random.ts';
import {blur, blurredRoot, wassersteinLoss} from '../../../../src/nst/objective/graph/wasserstein-loss.ts';
import {OnnxModel} from '../../../../src/nst/objective/onnx/onnx-model.ts';
import {graphSession} from '../../../../src/nst/objective/onnx/onnx-session.ts';

const channels = 24;

describe('the Wasserstein distance of Gram matrices', () => {
  test('equals that computed with eigenvalues, and so does its slope', async () => {
    const [gram, painting] = [randomGram(1), randomGram(2)];
    const {term, slope} = await distance(gram, painting);
    const expected = byEigenvalues(gram, painting);
    expect(term).toBeAllClose(expected.term, {relative: 1e-3});
    expect(slope).toBeAllClose(Float32Array.from(expected.slope.to1DArray()), {relative: 0.01});
  });

  test('is zero, without a slope, at the painting itself', async () => {
    const gram = randomGram(3);
    const {term, slope} = await distance(gram, gram);
    expect(Math.abs(term)).toBeLessThan(1e-3 * gram.trace());
    for (const entry of slope) expect(Math.abs(entry)).toBeLessThan(0.02);
  });

  test('is the mean square by which features must move when all of them are scaled', async () => {
    const gram = randomGram(4);
    const {term} = await distance(Matrix.mul(gram, 4), gram);
    // Features twice as long as the painting's must lose one length: (2 − 1)² · tr G.
    expect(term).toBeAllClose(gram.trace(), {relative: 0.02});
  });

  test('of a black picture is the trace, and its slope is finite', async () => {
    const gram = randomGram(5);
    const {term, slope} = await distance(Matrix.zeros(channels, channels), gram);
    expect(term).toBeAllClose(gram.trace(), {relative: 0.3});
    for (const entry of slope) expect(Number.isFinite(entry)).toBe(true);
  });
});

/** A Gram matrix of features of very different strength, as encoders have them. */
function randomGram(seed: number): Matrix {
  const {normal} = randomSource(seed);
  const positions = 400;
  const features = new Matrix(
    Array.from({length: channels}, (_, channel) =>
      Array.from({length: positions}, () => Math.max(0, normal() + 0.5) * 2 ** (-channel / 6)),
    ),
  );
  return features.mmul(features.transpose()).div(positions);
}

async function distance(gram: Matrix, painting: Matrix): Promise<{term: number; slope: Float32Array}> {
  const model = new OnnxModel();
  const dims = [channels, channels];
  const target = blurredRoot(model, model.input('painting', dims));
  const {term, slope} = wassersteinLoss(model, model.input('gram', dims), target);
  model.output('term', term);
  model.output('slope', slope);
  const built = model.build();
  const session = graphSession(await InferenceSession.create(built.bytes), built);
  const {term: value, slope: matrix} = await session.run({gram: flat(gram), painting: flat(painting)});
  await session.release();
  return {term: value![0]!, slope: matrix!};
}

/** Independent of Newton's method: roots by eigenvalues, in double precision. */
function byEigenvalues(gram: Matrix, painting: Matrix): {term: number; slope: Matrix} {
  const variance = Matrix.eye(channels).mul(blur * painting.trace());
  const [g, a] = [Matrix.add(gram, variance), Matrix.add(painting, variance)];
  const s = power(a, 1 / 2);
  const inner = s.mmul(g).mmul(s);
  const term = g.trace() + a.trace() - 2 * power(inner, 1 / 2).trace();
  const transport = s.mmul(power(inner, -1 / 2)).mmul(s);
  return {term, slope: Matrix.sub(Matrix.eye(channels), transport)};
}

function power(matrix: Matrix, exponent: number): Matrix {
  const {realEigenvalues, eigenvectorMatrix: vectors} = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const values = realEigenvalues.map((value) => value ** exponent);
  return vectors.mmul(Matrix.diag(values)).mmul(vectors.transpose());
}

function flat(matrix: Matrix): Float32Array {
  return Float32Array.from(matrix.to1DArray());
}
