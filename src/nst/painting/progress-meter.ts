/** Counts evaluations against a schedule, weighs them by their work, and estimates the time left. */
import type {Scale} from '../contract/schedule.ts';

/** Part of a schedule, and what one of its evaluations costs per pixel, in any unit. */
export interface Stretch extends Scale {
  costPerPixel: number;
}

export interface ProgressMeter {
  /** Call after each evaluation, with the stretch it belongs to and how long it took. */
  advance(
    stretch: Stretch,
    evaluationMs: number,
  ): {step: number; totalSteps: number; fraction: number; etaSeconds: number};
  /** Counts evaluations that an earlier process did. They are not timed. */
  skip(stretch: Stretch, evaluations: number): void;
  /** `secondsPerEvaluation` is the mean of the evaluations timed here; 0 if there were none. */
  totals(): {evaluations: number; secondsPerEvaluation: number};
}

/** The estimate uses the median of this many last evaluations, so a slow first run does not inflate it. */
const recent = 9;

export function createProgressMeter(stretches: readonly Stretch[]): ProgressMeter {
  const totalWork = stretches.reduce((sum, stretch) => sum + workOf(stretch) * stretch.evaluations, 0);
  const totalSteps = stretches.reduce((sum, {evaluations}) => sum + evaluations, 0);
  let step = 0;
  let skipped = 0;
  let work = 0;
  let totalEvaluationMs = 0;
  const rates: number[] = [];

  return {
    advance(stretch, evaluationMs) {
      step += 1;
      work += workOf(stretch);
      totalEvaluationMs += evaluationMs;
      rates.push(evaluationMs / workOf(stretch));
      if (rates.length > recent) rates.shift();
      const msPerWork = median(rates);
      return {
        step,
        totalSteps,
        fraction: work / totalWork,
        etaSeconds: ((totalWork - work) * msPerWork) / 1000,
      };
    },
    skip(stretch, evaluations) {
      step += evaluations;
      skipped += evaluations;
      work += workOf(stretch) * evaluations;
    },
    totals: () => ({
      evaluations: step,
      secondsPerEvaluation: step > skipped ? totalEvaluationMs / 1000 / (step - skipped) : 0,
    }),
  };
}

/** Work of one evaluation. */
function workOf({width, height, costPerPixel}: Stretch): number {
  return width * height * costPerPixel;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] as number;
}
