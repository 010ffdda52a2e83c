/** The optimiser a recipe names, ready to start, to go on after a crash, or to take over from the scale before. */
import {adamOptions, createAdam} from './adam.ts';
import {createLbfgs} from './lbfgs.ts';
import type {Optimizer, OptimizerState} from './optimizer.ts';
import type {Recipe} from './recipe.ts';

/** @param state what `save` or `carryOver` of the same kind of optimiser returned */
export function openOptimizer(
  {optimizer, lbfgsHistory, lbfgsBounds}: Pick<Recipe, 'optimizer' | 'lbfgsHistory' | 'lbfgsBounds'>,
  start: Float32Array,
  state: OptimizerState | undefined,
): Optimizer {
  if (optimizer === 'adam') return createAdam(start, adamOptions, state);
  const clamp = lbfgsBounds === 'clamp';
  return createLbfgs(start, {history: lbfgsHistory, firstStep: 0.01, maxStep: 0.25, clamp}, state);
}
