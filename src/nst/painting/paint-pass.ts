/**
 * Paints one pass of a picture: evaluations at one size by one painter. On abort it saves the state before it stops.
 * The objective is disposed however the pass ends.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {type PlanarImage, resizePlanar} from '../../images/planar.ts';
import type {RenderProgress} from '../contract/protocol.ts';
import type {Pass} from '../engine.ts';
import type {Judgement, TermWeights} from '../objective/objective.ts';
import {createLbfgs} from '../optimizer/lbfgs.ts';
import type {Checkpoints, Progress} from './checkpoint.ts';
import type {Frames} from './frames.ts';
import {openObjective, type Sitting} from './open-objective.ts';
import type {ProgressMeter, Stretch} from './progress-meter.ts';

/** What all passes of a picture share. */
export interface Easel extends Sitting {
  meter: ProgressMeter;
  frames: Frames;
  checkpoints: Checkpoints;
  /** How many L-BFGS correction pairs fit in memory at this size. */
  historyFor(pass: Pass): number;
  /** Time spent on the picture so far by all processes together. */
  secondsSpent(): number;
}

export interface PaintedPass {
  image: PlanarImage;
  /** Its terms are in the units of the total loss. */
  judgement: Judgement;
  /** Tiles per evaluation; undefined if the image was evaluated whole. */
  tiles: number | undefined;
}

/** Root mean square of the first step and of the longest one, in units of a pixel's 0–1 range. */
const steps = {firstStep: 0.01, maxStep: 0.25};

export interface PassStart {
  pass: Pass & Stretch;
  /** Index of the pass in the picture's plan. */
  index: number;
  /** The picture so far, of any size. */
  from: PlanarImage;
  /** Where an earlier process left this pass; if set, `from` is ignored. */
  saved: Progress | undefined;
  /** Factor of the content's weight. */
  contentGain: number;
}

/** @throws `signal.reason` on abort */
export async function* paintPass(
  {pass, index, from, saved, contentGain}: PassStart,
  easel: Easel,
  signal: AbortSignal,
): AsyncGenerator<RenderProgress, PaintedPass> {
  const {recipe, meter, frames, checkpoints, historyFor, secondsSpent} = easel;
  const {width, height} = pass;
  const start = saved ? from : await fitted(from, pass);
  if (saved) meter.skip(pass, saved.step);
  const {objective, weights} = await openObjective(pass, easel, contentGain);
  try {
    const clamp = recipe.lbfgsBounds === 'clamp';
    const optimizer = createLbfgs(start.data, {...steps, history: historyFor(pass), clamp}, saved?.state);
    const shown = (): Judgement & {point: Float32Array} => {
      const best = optimizer.best();
      if (!best) throw new Error('expected an evaluation, found none');
      return best;
    };
    let step = saved?.step ?? 0;
    const progress = (): Progress => ({
      pass: index,
      step,
      contentGain,
      seconds: secondsSpent(),
      state: optimizer.save(),
    });
    for (;;) {
      // Lets messages of this process, such as a cancellation, arrive between blocking runs.
      await nextTurn();
      if (signal.aborted) await checkpoints.save(progress);
      signal.throwIfAborted();
      if (step === pass.evaluations) break;
      const beforeMs = performance.now();
      const evaluation = await unlessAborted(objective.evaluate(optimizer.point(), signal), signal);
      if (!evaluation) continue;
      optimizer.next(evaluation);
      step += 1;
      const measured = meter.advance(pass, performance.now() - beforeMs);
      const frame = await frames.takeIfDue({width, height, data: shown().point});
      yield {type: 'progress', ...measured, ...weigh(evaluation, weights), ...(frame && {frame})};
      await checkpoints.saveIfDue(progress);
    }
    const {point, ...judgement} = shown();
    return {
      image: {width, height, data: point},
      judgement: weigh(judgement, weights),
      tiles: objective.tiles,
    };
  } finally {
    await objective.dispose();
  }
}

async function fitted(image: PlanarImage, {width, height}: Pass): Promise<PlanarImage> {
  return image.width === width && image.height === height ? image : resizePlanar(image, width, height);
}

/** Resolves to undefined if the signal ended the work. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

/** Multiplies each term by its weight: terms in the units of the total loss. */
function weigh({loss, terms}: Judgement, weights: TermWeights): Judgement {
  const weighted = Object.entries(terms).map(([name, term]) => [name, term * (weights[name] ?? 0)] as const);
  return {loss, terms: Object.fromEntries(weighted)};
}
