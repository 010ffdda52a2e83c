/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1) with what K. Crowson's style-transfer-pytorch adds to it for
 * pictures: pixels stay within 0–1, a moving average of the iterates is what is shown, and the moments are carried over
 * to the next scale so that it does not begin with a burst of noise.
 */
import {type AdamOptions, adamEpsilon, adamScales} from './adam-run.ts';
import type {Judgement} from './judgement.ts';
import type {Evaluation, Objective} from './objective.ts';
import type {Optimizer, OptimizerState} from './optimizer.ts';
import {clampPixels} from './pixel-range.ts';
import {resample} from './resample.ts';

/** As in style-transfer-pytorch (2023); its moving average, too, begins anew at every scale. */
export const adamOptions: AdamOptions = {learningRate: 0.02, beta1: 0.9, beta2: 0.99, averaging: 0.99};

/**
 * @param saved what `save` returned of an optimiser with the same options, to go on exactly (`start` is ignored then);
 *   or what `carryOver` did, to begin at `start` with the experience of the scale before
 */
export function createAdam(start: Float32Array, options: AdamOptions, saved?: OptimizerState): Optimizer {
  const tensors = saved?.tensors ?? {};
  const point = clampPixels((tensors.point ?? start).slice());
  const {length} = point;
  const mean = tensors.mean?.slice() ?? new Float32Array(length);
  const square = tensors.square?.slice() ?? new Float32Array(length);
  const average = tensors.average?.slice() ?? new Float32Array(length);
  let [steps = 0, averaged = 0] = tensors.counts ?? [];
  let judgement = saved?.losses.last;

  function step({gradient}: Evaluation): void {
    const {beta1, beta2, averaging} = options;
    steps += 1;
    averaged += 1;
    const scales = adamScales(options, steps);
    for (let index = 0; index < length; index++) {
      const slope = gradient[index] as number;
      const m = beta1 * (mean[index] as number) + (1 - beta1) * slope;
      const v = beta2 * (square[index] as number) + (1 - beta2) * slope * slope;
      mean[index] = m;
      square[index] = v;
      const next =
        (point[index] as number) - (scales.mean * m) / (Math.sqrt(scales.square * v) + adamEpsilon);
      const inside = next < 0 ? 0 : next > 1 ? 1 : next;
      point[index] = inside;
      average[index] = averaging * (average[index] as number) + (1 - averaging) * inside;
    }
  }

  /** A run in which a loss is no number is not kept: step by step there is a way back. */
  async function runSteps(objective: Objective, atMost: number): Promise<Judgement[] | undefined> {
    const run = await objective.adamRun?.(options);
    if (!run || run.steps > atMost) return undefined;
    const scales = Array.from({length: run.steps}, (_, index) => adamScales(options, steps + index + 1));
    const {moments, judgements} = await run.run({point, mean, square, average}, scales);
    if (!judgements.every(({loss}) => Number.isFinite(loss))) return undefined;
    point.set(moments.point);
    mean.set(moments.mean);
    square.set(moments.square);
    average.set(moments.average);
    steps += run.steps;
    averaged += run.steps;
    judgement = judgements.at(-1);
    return judgements;
  }

  /** Nothing is learned from a point where the loss is no number: back to the average, with the moments forgotten. */
  function retreat(): void {
    if (averaged > 0) point.set(shownPoint());
    mean.fill(0);
    square.fill(0);
    steps = 0;
  }

  function shownPoint(): Float32Array {
    const scale = 1 / (1 - options.averaging ** averaged);
    return average.map((value) => scale * value);
  }

  return {
    point: () => point,
    next(evaluation) {
      if (!Number.isFinite(evaluation.loss)) return retreat();
      judgement = {loss: evaluation.loss, terms: evaluation.terms};
      step(evaluation);
    },
    runSteps,
    shown: () => judgement && {point: shownPoint(), ...judgement},
    save: () => ({
      tensors: {point, mean, square, average, counts: Float32Array.of(steps, averaged)},
      losses: judgement ? {last: judgement} : {},
    }),
    carryOver(from, to) {
      // Losses are means over pixels: of n times the pixels, each has an nth of the slope.
      const ratio = (from.width * from.height) / (to.width * to.height);
      const carried = (moment: Float32Array, factor: number): Float32Array =>
        resample(moment, from, to).map((value) => factor * value);
      return {
        tensors: {
          mean: carried(mean, ratio),
          square: carried(square, ratio ** 2),
          counts: Float32Array.of(steps, 0),
        },
        losses: {},
      };
    },
  };
}
