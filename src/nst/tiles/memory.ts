/**
 * Predicts how much memory a picture takes, and says how much it may take. The figures are fitted to measured peaks
 * (bench/memory.ts, docs/benchmarks.md) and meant to be a little too high, never too low.
 */
import {totalmem} from 'node:os';
import {areaOf, type Size} from '../contract/size.ts';
import {convolutionsUpTo, type Encoder} from '../encoders/encoder.ts';

const mib = 2 ** 20;
const floatBytes = 4;

/** Default share of the machine's memory for the render process: the bot and the system need the rest. */
export const defaultShare = 0.6;

interface Machine {
  /** Memory of the machine, or of the container if that is less, bytes. */
  limit: number;
  /** Memory that others do not use, bytes. */
  available: number;
}

/** @param memoryMb what the operator allows, MiB. Returns bytes. */
export function memoryBudget(memoryMb: number | undefined, machine: Machine = thisMachine()): number {
  if (memoryMb !== undefined) return memoryMb * mib;
  return Math.min(defaultShare * machine.limit, 0.9 * machine.available);
}

function thisMachine(): Machine {
  const total = totalmem();
  // `constrainedMemory` returns 0 or an astronomical number if no container sets a limit.
  const limit = Math.min(total, process.constrainedMemory() || total);
  return {limit, available: Math.min(limit, process.availableMemory() + process.memoryUsage.rss())};
}

/** What one session runs: the objective or the measuring of a whole image, or one of the two passes over a tile. */
export type Part = 'objective' | 'measure' | 'statistics' | 'gradient';

/**
 * Bytes that a part takes per byte of the encoder's feature maps and per byte of its weights, in addition to the loaded
 * encoder. Fitted to VGG19 and the compact encoder at 256–1024 px on a CPU, in the environment of the render process,
 * with 10 to 30 % on top for processes without its heap thresholds.
 */
const factors: Record<Part, {features: number; weights: number}> = {
  objective: {features: 1.75, weights: 2.4},
  measure: {features: 0.85, weights: 0.2},
  statistics: {features: 1.1, weights: 0.2},
  gradient: {features: 1.75, weights: 0.2},
};

/** Node, the libraries, and the decoding and encoding of images. */
const processBytes = 170 * mib;

/** Bytes of a loaded encoder per byte of its weights. Most are kernels transformed for Winograd's convolution. */
const loadedFactor = 2.5;

/** Image-sized arrays in addition to L-BFGS' corrections: points, gradients, and what they are computed from. */
const planes = 9;

/** Bytes per pixel of the decoded photo, frames and the like, and of the content's features. */
const otherBytesPerPixel = 50;

/** L-BFGS with fewer correction pairs than this is hardly better than steepest descent. */
const leastHistory = 3;

/** Share of the memory left by the encoders that L-BFGS may take. If that is too little, it keeps fewer pairs. */
const stateShare = 0.4;

/** Bytes that evaluating `pixels` pixels takes while it runs. */
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
  /** How many L-BFGS correction pairs to keep for a picture of this size, at most `wanted`. */
  historyFor(picture: Size, wanted: number): number;
  /** Bytes of the picture itself, without its evaluation. */
  pictureBytes(picture: Size): number;
  /** Bytes an evaluation may take beside the picture; negative if the picture alone is too large. */
  besidePicture(picture: Size): number;
  /** Bytes that measuring an image may take while nothing is being painted. */
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

/** Correction pairs to plan for if there is room. */
const fullHistory = 10;
