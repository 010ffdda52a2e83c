/**
 * Several steps of Adam in one run of a device: image and moments travel there and back once for all of them. What
 * Adam is stands in adam.ts.
 */
import type {Judgement} from './judgement.ts';

export interface AdamOptions {
  /** Size of a step, in units of a pixel's 0–1 range. */
  learningRate: number;
  /** Decay of the mean of gradients and of the mean of their squares. */
  beta1: number;
  beta2: number;
  /** Decay of the average of the iterates. */
  averaging: number;
}

/** Keeps a step finite where the gradient always was zero. */
export const adamEpsilon = 1e-8;

/** What changes from step to step, each [3, height, width]; `average` as the sum of its parts, not yet scaled to 1. */
export interface AdamMoments {
  point: Float32Array;
  mean: Float32Array;
  square: Float32Array;
  average: Float32Array;
}

/** Corrections of a step for moments that began at 0. */
export interface AdamScales {
  /** Learning rate / (1 − β₁ᵗ). */
  mean: number;
  /** 1 / (1 − β₂ᵗ). */
  square: number;
}

/** @param step the first is 1 */
export function adamScales({learningRate, beta1, beta2}: AdamOptions, step: number): AdamScales {
  return {mean: learningRate / (1 - beta1 ** step), square: 1 / (1 - beta2 ** step)};
}

export interface AdamRun {
  /** How many steps a run takes. */
  readonly steps: number;
  /**
   * @param scales one for each step
   * @returns the moments after the last step, and what was found before each
   */
  run(
    moments: AdamMoments,
    scales: readonly AdamScales[],
  ): Promise<{moments: AdamMoments; judgements: Judgement[]}>;
}
