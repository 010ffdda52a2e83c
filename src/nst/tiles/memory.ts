/**
 * How much memory a picture takes, known before it is painted, and how much it may take. The figures are fitted to
 * measured peaks (bench/memory.ts, docs/benchmarks.md) and meant to be a little too high, never too low.
 */
import {totalmem} from 'node:os';
import {areaOf, type Size} from '../contract/size.ts';
import {convolutionsUpTo, type Encoder} from '../encoders/encoder.ts';

const mib = 2 ** 20;
const floatBytes = 4;

/** Share of the machine that the render process takes when nothing else is said: the bot and the system need theirs. */
export const defaultShare = 0.6;

interface Machine {
  /** Of the machine, or of the container if that is less; bytes. */
  limit: number;
  /** Not taken by others, bytes. */
  available: number;
}

/** @param memoryMb what the operator allows, MiB. Returns bytes. */
export function memoryBudget(memoryMb: number | undefined, machine: Machine = thisMachine()): number {
  if (memoryMb !== undefined) return memoryMb * mib;
  return Math.min(defaultShare * machine.limit, 0.9 * machine.available);
}

function thisMachine(): Machine {
  const total = totalmem();
  // 0 or an astronomical number where no container sets a limit.
  const limit = Math.min(total, process.constrainedMemory() || total);
  return {limit, available: Math.min(limit, process.availableMemory() + process.memoryUsage.rss())};
}

/** What runs at once: a whole image's objective or its measuring, or the passes over a tile. */
export type Part = 'objective' | 'measure' | 'statistics' | 'gradient';

/**
 * Bytes of a part per byte of the encoder's feature maps and per byte of its weights, beside what is loaded anyway. Fitted
 * to VGG19 and the compact encoder at 256–1024 px on a CPU, in the environment of the render process, with 10 to 30 % on top
 * for processes without its heap thresholds.
 */
const factors: Record<Part, {features: number; weights: number}> = {
  objective: {features: 1.75, weights: 2.4},
  measure: {features: 0.85, weights: 0.2},
  statistics: {features: 1.1, weights: 0.2},
  gradient: {features: 1.75, weights: 0.2},
};

/** Node, the libraries, and whatever decodes and encodes images. */
const processBytes = 170 * mib;

/** Bytes of a loaded encoder per byte of its weights: most of them are the kernels transformed for Winograd's convolution. */
const loadedFactor = 2.5;

/** Planes of the image's size besides L-BFGS' corrections: points, gradients, what they are computed from. */
const planes = 9;

/** Bytes per pixel of the decoded photo, frames and the like, and of the content's features. */
const otherBytesPerPixel = 50;

/** L-BFGS with fewer correction pairs than this is hardly better than steepest descent. */
const leastHistory = 3;

/** Share of what is left after the encoders that correction pairs may take before they are given up one by one. */
const stateShare = 0.4;

/** What the evaluation of `pixels` takes while it runs, bytes. */
export function evaluationBytes(
  part: Part,
  encoder: Encoder,
  layers: readonly string[],
  pixels: number,
): number {
  return sessionBytes(part, encoder, layers) + pixels * bytesPerPixel(part, encoder, layers);
}

/** The part of `evaluationBytes` that does not depend on the image. */
export function sessionBytes(part: Part, encoder: Encoder, layers: readonly string[]): number {
  return factors[part].weights * weightBytes(encoder, layers);
}

export function bytesPerPixel(part: Part, encoder: Encoder, layers: readonly string[]): number {
  const channels = convolutionsUpTo(encoder, layers).reduce(
    (sum, {block, outputs}) => sum + outputs / 4 ** (block - 1),
    0,
  );
  return factors[part].features * channels * floatBytes;
}

function weightBytes(encoder: Encoder, layers: readonly string[]): number {
  const used = convolutionsUpTo(encoder, layers);
  return used.reduce((sum, {outputs, inputs}) => sum + 9 * outputs * inputs * floatBytes, 0);
}

/** The memory of a render process: a budget, and what it already holds. */
export interface Memory {
  readonly budgetBytes: number;
  /** Counts an encoder that stays loaded. */
  hold(encoder: Encoder): void;
  /** Correction pairs of L-BFGS, at most `wanted`, for a picture of this size. */
  historyFor(picture: Size, wanted: number): number;
  /** What the picture itself takes, without its evaluation, bytes. */
  pictureBytes(picture: Size): number;
  /** Bytes an evaluation may take beside the picture; negative when the picture alone is too large. */
  besidePicture(picture: Size): number;
  /** Bytes that measuring an image may take, when nothing is being painted. */
  besideImage(image: Size): number;
}

export function createMemory(budgetBytes: number): Memory {
  let held = processBytes;
  const planeBytes = (picture: Size): number => 3 * floatBytes * areaOf(picture);

  const historyFor = (picture: Size, wanted: number): number => {
    const affordable = (stateShare * (budgetBytes - held)) / planeBytes(picture);
    return Math.min(wanted, Math.max(leastHistory, Math.floor((affordable - planes) / 2)));
  };
  const pictureBytes = (picture: Size): number =>
    (2 * historyFor(picture, fullHistory) + planes) * planeBytes(picture) +
    otherBytesPerPixel * areaOf(picture);

  return {
    budgetBytes,
    hold(encoder) {
      const layers = encoder.convolutions.slice(-1).map(({name}) => name);
      held += loadedFactor * weightBytes(encoder, layers);
    },
    historyFor,
    pictureBytes,
    besidePicture: (picture) => budgetBytes - held - pictureBytes(picture),
    besideImage: (image) => budgetBytes - held - 2 * planeBytes(image) - otherBytesPerPixel * areaOf(image),
  };
}

/** Correction pairs that are counted on where there is room for them. */
const fullHistory = 10;
