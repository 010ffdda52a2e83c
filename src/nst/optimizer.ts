/**
 * What an optimiser is to the engine: something that names a point to evaluate, hears what was found there, and moves
 * on. Its whole state can be saved, so that a picture goes on after a crash as if nothing had happened.
 */
import type {Judgement} from './judgement.ts';
import type {Evaluation, Objective} from './objective.ts';
import type {Size} from './resample.ts';

export interface Optimizer {
  /** The point to evaluate next; the optimiser keeps it, callers do not change it. */
  point(): Float32Array;
  /** @param evaluation at `point()`; the optimiser keeps its gradient. */
  next(evaluation: Evaluation): void;
  /**
   * Takes several steps, but no more than `atMost`, in one run of `objective`: what was known before each. Undefined, with
   * nothing done, where that is not possible; absent in optimisers that never can.
   */
  runSteps?(objective: Objective, atMost: number): Promise<Judgement[] | undefined>;
  /** The picture so far and what is known of it: the best point, or an average. Undefined before the first `next`. */
  shown(): (Judgement & {point: Float32Array}) | undefined;
  save(): OptimizerState;
  /**
   * What an optimiser of the same kind may begin the next scale with, where the image has another size; undefined when
   * nothing learned here is of use there.
   */
  carryOver(from: Size, to: Size): OptimizerState | undefined;
}

export interface OptimizerState {
  /** By name, most of the image's size. */
  tensors: Readonly<Record<string, Float32Array>>;
  losses: Readonly<Record<string, Judgement>>;
}
