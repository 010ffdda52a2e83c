/**
 * L-BFGS (Liu and Nocedal 1989; Nocedal and Wright, Numerical Optimization, algorithm 7.4) with one evaluation per
 * step, so that every evaluation can be shown as a frame. There is no line search: the full step is taken, at most
 * `maxStep` per value on average. A step that raises the loss a lot, or makes it infinite, is undone and shortened.
 * With `clamp` every point is clamped to 0–1: the curvature is learned from the steps really taken, and nothing is lost
 * when the picture becomes bytes.
 */
import type {Evaluation, Judgement} from '../objective/objective.ts';
import {clampPixels} from './pixel-range.ts';
import {addScaled, dot, rms, scale, subtract} from './vectors.ts';

export interface LbfgsOptions {
  /** Correction pairs kept; each costs two vectors of the image's size. */
  history: number;
  /** Root mean square of the very first step, in units of a pixel's 0–1 range. */
  firstStep: number;
  /** Largest root mean square of any step. */
  maxStep: number;
  /** Keeps every point within 0–1. */
  clamp: boolean;
}

export interface Optimizer {
  /** The point to evaluate next. The optimiser owns it; callers must not change it. */
  point(): Float32Array;
  /** @param evaluation at `point()`; the optimiser keeps its gradient. */
  next(evaluation: Evaluation): void;
  /** The best point so far, with its loss and terms. Undefined before the first `next`. */
  best(): Judged | undefined;
  /** The whole state, so that a picture can go on after a crash as if nothing had happened. */
  save(): OptimizerState;
}

type Judged = Judgement & {point: Float32Array};

export interface OptimizerState {
  /** By name; each has the image's size. */
  tensors: Readonly<Record<string, Float32Array>>;
  losses: Readonly<Record<string, Judgement>>;
}

interface Correction {
  /** Difference of points. */
  s: Float32Array;
  /** Difference of gradients. */
  y: Float32Array;
  /** 1 / (y·s). */
  rho: number;
}

/** A step is undone only if it raises the loss by more than this factor: the path to a minimum is not monotone. */
const toleratedRise = 1.5;

/** @param saved what `save` returned, with the same options; if given, `start` is ignored */
export function createLbfgs(
  start: Float32Array,
  {history, firstStep, maxStep, clamp}: LbfgsOptions,
  saved?: OptimizerState,
): Optimizer {
  const corrections: Correction[] = saved ? savedCorrections(saved) : [];
  let accepted = saved && savedAccepted(saved);
  let best = saved && savedBest(saved);
  let point = bounded((saved?.tensors.point ?? start).slice());

  function bounded(values: Float32Array): Float32Array {
    return clamp ? clampPixels(values) : values;
  }

  function shorten(from: Float32Array): Float32Array {
    const step = scale(subtract(point, from), 0.25);
    addScaled(step, from, 1);
    return step;
  }

  function advance({loss, gradient, terms}: Evaluation): Float32Array {
    if (accepted && !(loss <= accepted.loss * toleratedRise)) {
      corrections.length = 0;
      return shorten(accepted.point);
    }
    if (accepted) {
      const step = subtract(point, accepted.point);
      remember(corrections, step, subtract(gradient, accepted.gradient), history);
    }
    accepted = {point, gradient, loss, terms};
    if (!best || loss < best.loss) best = {point, loss, terms};

    const direction = descentDirection(gradient, corrections);
    const length = rms(direction);
    const wanted = corrections.length === 0 ? firstStep : Math.min(length, maxStep);
    // If the gradient has a NaN, so has the step: keep the point.
    if (!(length > 0)) return point.slice();
    addScaled(scale(direction, wanted / length), point, 1);
    return bounded(direction);
  }

  return {
    point: () => point,
    next(evaluation) {
      point = advance(evaluation);
    },
    best: () => best,
    save: () => ({
      tensors: {
        point,
        ...(accepted && {'accepted.point': accepted.point, 'accepted.gradient': accepted.gradient}),
        ...(best && {'best.point': best.point}),
        ...Object.fromEntries(
          corrections.flatMap(({s, y}, index) => [
            [`s${index}`, s],
            [`y${index}`, y],
          ]),
        ),
      },
      losses: {
        ...(accepted && {accepted: {loss: accepted.loss, terms: accepted.terms}}),
        ...(best && {best: {loss: best.loss, terms: best.terms}}),
      },
    }),
  };
}

function savedBest({tensors, losses}: OptimizerState): Judged | undefined {
  const point = tensors['best.point'];
  return point && losses.best && {point, ...losses.best};
}

function savedAccepted({tensors, losses}: OptimizerState): (Judged & {gradient: Float32Array}) | undefined {
  const [point, gradient] = [tensors['accepted.point'], tensors['accepted.gradient']];
  return point && gradient && losses.accepted && {point, gradient, ...losses.accepted};
}

function savedCorrections({tensors}: OptimizerState): Correction[] {
  const corrections: Correction[] = [];
  for (let index = 0; ; index++) {
    const [s, y] = [tensors[`s${index}`], tensors[`y${index}`]];
    if (!s || !y) return corrections;
    corrections.push({s, y, rho: 1 / dot(y, s)});
  }
}

/** Keeps a pair only if the curvature along the step is clearly positive, so that the next direction descends. */
function remember(corrections: Correction[], s: Float32Array, y: Float32Array, history: number): void {
  const curvature = dot(y, s);
  if (!(curvature > 1e-10 * dot(y, y))) return;
  corrections.push({s, y, rho: 1 / curvature});
  if (corrections.length > history) corrections.shift();
}

/** The two-loop recursion: −H·gradient, with H₀ = (s·y / y·y)·I from the newest pair. */
function descentDirection(gradient: Float32Array, corrections: readonly Correction[]): Float32Array {
  const direction = scale(gradient.slice(), -1);
  const factors: number[] = [];
  for (const {s, y, rho} of corrections.toReversed()) {
    const factor = rho * dot(s, direction);
    factors.push(factor);
    addScaled(direction, y, -factor);
  }
  const newest = corrections.at(-1);
  if (newest) scale(direction, 1 / (newest.rho * dot(newest.y, newest.y)));
  for (const {s, y, rho} of corrections) {
    const factor = factors.pop() as number;
    addScaled(direction, s, factor - rho * dot(y, direction));
  }
  return direction;
}
