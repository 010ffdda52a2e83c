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

/** Evaluations whose median duration the estimate rests on: a slow first run does not frighten anybody. */
const recent = 9;

export function createProgressMeter(scales: readonly Scale[]): ProgressMeter {
  const totalWork = pixelIterations(scales);
  const totalSteps = scales.reduce((sum, scale) => sum + scale.evaluations, 0);
  let step = 0;
  let work = 0;
  let totalEvaluationMs = 0;
  const rates: number[] = [];

  return {
    advance({width, height}, evaluationMs) {
      step += 1;
      work += width * height;
      totalEvaluationMs += evaluationMs;
      rates.push(evaluationMs / (width * height));
      if (rates.length > recent) rates.shift();
      const msPerPixel = median(rates);
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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] as number;
}
