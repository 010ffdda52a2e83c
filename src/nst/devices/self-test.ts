/**
 * Is a device right, and is it fast? To find out, evaluates the bundled encoder's objective on the device and on the
 * CPU. Random pictures will do, because a wrong kernel shows on any. This runs in a process of its own
 * (self-test-process.ts), because a provider can crash or hang.
 */

import type {PlanarImage} from '../../images/planar.ts';
import type {Size} from '../contract/size.ts';
import type {Encoder} from '../encoders/encoder.ts';
import {randomSource} from '../look/random.ts';
import {defaultRecipe, recipeFor} from '../look/recipe.ts';
import {
  type Backend,
  contentTerms,
  type ObjectiveSpec,
  styleTerms,
  type Targets,
  type TermWeights,
} from '../objective/objective.ts';

/** How far a device is from the CPU: relative errors. */
export interface Parity {
  /** The largest ‖t − t₀‖/‖t₀‖ of the targets that the device measures. */
  targetError: number;
  /** |loss − loss₀|/loss₀. */
  lossError: number;
  /** ‖g − g₀‖/‖g₀‖ of the gradient. */
  gradientError: number;
}

/** Seconds per evaluation of the bundled encoder at `size` × `size` pixels. */
export interface Speed {
  size: number;
  seconds: number;
  /** The CPU's seconds per evaluation, at `fullSize`. */
  cpuSeconds: number;
}

/**
 * How much a device may differ. float32 differs by about 1e-5, TensorFloat-32 by about 1e-3, float16 by up to 1e-2
 * (docs/devices.md); a wrong kernel differs by 1 or more.
 */
export const allowed: Parity = {targetError: 1e-2, lossError: 1e-2, gradientError: 3e-2};

/** Not square, and odd after two poolings, like many pictures. */
export const paritySize = {width: 44, height: 36};

/** Speeds are compared at the size of an ordinary picture. */
export const fullSize = 512;

/** A device that is slower at this size than the CPU at `fullSize` is not tested further. */
export const probeSize = 128;

/** The objective a device is judged by, the same as for ordinary pictures. */
export function testedSpec(encoder: Encoder, size: Size): ObjectiveSpec {
  return {...recipeFor(defaultRecipe, encoder), ...size};
}

/** Both backends judge the same picture by the reference's targets. */
export async function compare(
  encoder: Encoder,
  reference: Backend,
  candidate: Backend,
  size: Size = paritySize,
): Promise<Parity> {
  const subject = await prepare(encoder, reference, size);
  const measured = await candidate.measure(subject.painting, subject.spec, styleTerms(subject.spec));
  const targetErrors = Object.entries(measured).map(([name, values]) =>
    relativeError(values, subject.targets[name] ?? new Float32Array()),
  );
  const [expected, received] = [await evaluate(reference, subject), await evaluate(candidate, subject)];
  return {
    targetError: Math.max(...targetErrors),
    lossError: Math.abs(received.loss - expected.loss) / expected.loss,
    gradientError: relativeError(received.gradient, expected.gradient),
  };
}

export async function compareSpeed(
  encoder: Encoder,
  reference: Backend,
  candidate: Backend,
  sizes: {probe: number; full: number} = {probe: probeSize, full: fullSize},
): Promise<Speed> {
  const square = (side: number) => prepare(encoder, reference, {width: side, height: side});
  const full = await square(sizes.full);
  const cpuSeconds = await secondsPerEvaluation(reference, full);
  const probed = await secondsPerEvaluation(candidate, await square(sizes.probe), 1);
  if (probed > cpuSeconds) return {size: sizes.probe, seconds: probed, cpuSeconds};
  return {size: sizes.full, seconds: await secondsPerEvaluation(candidate, full), cpuSeconds};
}

interface Subject {
  spec: ObjectiveSpec;
  picture: PlanarImage;
  painting: PlanarImage;
  targets: Targets;
  weights: TermWeights;
}

async function prepare(encoder: Encoder, reference: Backend, size: Size): Promise<Subject> {
  const spec = testedSpec(encoder, size);
  const painting = randomImage(size, 2);
  const targets = {
    ...(await reference.measure(randomImage(size, 1), spec, contentTerms(spec))),
    ...(await reference.measure(painting, spec, styleTerms(spec))),
  };
  const relative = Object.entries(targets).map(([name, target]) => [
    name,
    target.length / sumOfSquares(target),
  ]);
  return {
    spec,
    picture: randomImage(size, 3),
    painting,
    targets,
    weights: {...Object.fromEntries(relative), tv: 1},
  };
}

async function evaluate(
  backend: Backend,
  {spec, targets, weights, picture}: Subject,
): Promise<{loss: number; gradient: Float32Array}> {
  const objective = await backend.createObjective(spec, targets, weights);
  try {
    return await objective.evaluate(picture.data);
  } finally {
    await objective.dispose();
  }
}

/** The shortest of `runs` evaluations, after one that compiles and warms up. */
async function secondsPerEvaluation(
  backend: Backend,
  {spec, targets, weights, picture}: Subject,
  runs = 3,
): Promise<number> {
  const objective = await backend.createObjective(spec, targets, weights);
  try {
    await objective.evaluate(picture.data);
    let shortest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < runs; run++) {
      const startedMs = performance.now();
      await objective.evaluate(picture.data);
      shortest = Math.min(shortest, performance.now() - startedMs);
    }
    return shortest / 1000;
  } finally {
    await objective.dispose();
  }
}

function randomImage({width, height}: Size, seed: number): PlanarImage {
  const {uniform} = randomSource(seed);
  return {width, height, data: Float32Array.from({length: 3 * width * height}, uniform)};
}

/** ‖a − b‖/‖b‖; NaN if a value is NaN, infinite if the lengths differ. */
export function relativeError(received: Float32Array, expected: Float32Array): number {
  if (received.length !== expected.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  received.forEach((value, index) => {
    sum += (value - (expected[index] as number)) ** 2;
  });
  return Math.sqrt(sum / sumOfSquares(expected));
}

function sumOfSquares(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
