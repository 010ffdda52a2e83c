/** Counts evaluations against a schedule, weighs them by pixels, and estimates the time that is left. */
import {pixelIterations, type Scale} from './schedule.ts';

export interface ProgressMeter {
  /** Call after each evaluation, with the scale it was made at and how long it took. */
  advance(
    scale: Scale,
    evaluationMs: number,
  ): {step: number; totalSteps: number; fraction: number; etaSeconds: number};
  totals(): {evaluations: number; evaluationSeconds: number};
}

/** Steps whose mean duration, everything included, the estimate rests on. */
const recent = 10;

/** @param now milliseconds on a monotonic clock */
export function createProgressMeter(
  scales: readonly Scale[],
  now: () => number = () => performance.now(),
): ProgressMeter {
  const totalWork = pixelIterations(scales);
  const totalSteps = scales.reduce((sum, scale) => sum + scale.evaluations, 0);
  let previousMs = now();
  let step = 0;
  let work = 0;
  let totalEvaluationMs = 0;
  const rates: number[] = [];

  return {
    advance({width, height}, evaluationMs) {
      const nowMs = now();
      const elapsedMs = nowMs - previousMs;
      previousMs = nowMs;
      step += 1;
      work += width * height;
      totalEvaluationMs += evaluationMs;
      rates.push(elapsedMs / (width * height));
      if (rates.length > recent) rates.shift();
      const msPerPixel = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      return {
        step,
        totalSteps,
        fraction: work / totalWork,
        etaSeconds: ((totalWork - work) * msPerPixel) / 1000,
      };
    },
    totals: () => ({
      evaluations: step,
      evaluationSeconds: totalEvaluationMs / 1000,
    }),
  };
}
