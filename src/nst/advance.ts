/** One move of a picture: as many steps as the device takes in one run, or an evaluation and a step. */
import type {Judgement} from './judgement.ts';
import type {Objective} from './objective.ts';
import type {Optimizer} from './optimizer.ts';

/**
 * @param atMost steps, 1 or more
 * @returns what was found at each evaluation, in order
 * @throws `signal.reason`
 */
export async function advance(
  optimizer: Optimizer,
  objective: Objective,
  atMost: number,
  signal?: AbortSignal,
): Promise<Judgement[]> {
  const judgements = await optimizer.runSteps?.(objective, atMost);
  if (judgements) return judgements;
  const evaluation = await objective.evaluate(optimizer.point(), signal);
  optimizer.next(evaluation);
  return [evaluation];
}
