import {describe, expect, test} from 'vitest';
import type {Evaluation} from '../../../src/nst/objective/objective.ts';
import {createLbfgs} from '../../../src/nst/optimizer/lbfgs.ts';

type Problem = (x: Float32Array) => Evaluation;

const options = {history: 10, firstStep: 0.01, maxStep: 1, clamp: false};

function minimize(problem: Problem, start: Float32Array, evaluations: number, changes = {}) {
  const optimizer = createLbfgs(start, {...options, ...changes});
  for (let step = 0; step < evaluations; step++) optimizer.next(problem(optimizer.point()));
  return optimizer.best()!;
}

/** Σ k·(x_k − 1)²: an ill-conditioned bowl with its minimum at ones. */
const bowl: Problem = (x) => ({
  terms: {},
  loss: x.reduce((sum, value, k) => sum + (k + 1) * (value - 1) ** 2, 0),
  gradient: x.map((value, k) => 2 * (k + 1) * (value - 1)),
});

const rosenbrock: Problem = (x) => {
  const [a, b] = x as unknown as [number, number];
  return {
    terms: {},
    loss: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
    gradient: Float32Array.of(-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)),
  };
};

describe('L-BFGS', () => {
  test('finds the minimum of a bowl with condition number 50', () => {
    const {point} = minimize(bowl, new Float32Array(50).fill(-2), 60);
    expect(point).toBeAllClose(new Float32Array(50).fill(1), {absolute: 1e-2});
  });

  test('needs far fewer evaluations than steepest descent with the best fixed step', () => {
    let point: Float32Array = new Float32Array(50).fill(-2);
    for (let step = 0; step < 60; step++) {
      const {gradient} = bowl(point);
      point = point.map((value, k) => value - (1 / 51) * gradient[k]!);
    }
    expect(minimize(bowl, new Float32Array(50).fill(-2), 60).loss).toBeLessThan(bowl(point).loss / 10);
  });

  test("follows Rosenbrock's valley", () => {
    const {point} = minimize(rosenbrock, Float32Array.of(-1.2, 1), 200);
    expect(point).toBeAllClose([1, 1], {absolute: 1e-2});
  });

  test('starts with a step of the stated size, against the gradient', () => {
    const start = new Float32Array(8);
    const optimizer = createLbfgs(start, options);
    optimizer.next(bowl(start));
    const next = optimizer.point();
    expect(Math.sqrt(next.reduce((sum, value) => sum + value * value, 0) / 8)).toBeAllClose(0.01);
    expect(bowl(next).loss).toBeLessThan(bowl(start).loss);
  });

  test('stays where it is if a gradient is not a number', () => {
    const start = Float32Array.of(0.2, 0.4);
    const optimizer = createLbfgs(start, options);
    optimizer.next({loss: 1, terms: {}, gradient: Float32Array.of(1, Number.NaN)});
    expect(optimizer.point()).toEqual(start);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e30])('undoes a step with a loss of %d', (loss) => {
    const start = new Float32Array(4);
    const optimizer = createLbfgs(start, options);
    optimizer.next(bowl(start));
    const first = optimizer.point();
    optimizer.next({loss, terms: {}, gradient: new Float32Array(4).fill(Number.NaN)});
    const second = optimizer.point();
    expect(Math.hypot(...second)).toBeAllClose(Math.hypot(...first) / 4);
    expect(second.every(Number.isFinite)).toBe(true);
  });

  test('stays where it is if the gradient vanishes', () => {
    const minimum = new Float32Array(4).fill(1);
    const optimizer = createLbfgs(minimum, options);
    optimizer.next(bowl(minimum));
    expect(optimizer.point()).toEqual(minimum);
  });

  test('makes the same steps as the textbook recursion', () => {
    const optimizer = createLbfgs(new Float32Array(50).fill(-2), {...options, history: 3});
    const seen: {point: Float32Array; gradient: Float32Array}[] = [];
    for (let step = 0; step < 6; step++) {
      const evaluation = bowl(optimizer.point());
      seen.push({point: optimizer.point(), gradient: evaluation.gradient});
      optimizer.next(evaluation);
    }
    const direction = textbookDirection(seen.slice(-4));
    const {point} = seen.at(-1)!;
    const moved = optimizer.point().map((value, k) => value - point[k]!);
    const longest = options.maxStep * Math.sqrt(50);
    const shortened = Math.min(1, longest / Math.hypot(...direction));
    expect(moved).toBeAllClose(
      direction.map((value) => value * shortened),
      {relative: 1e-3, absolute: 1e-5},
    );
  });

  test('kept within 0–1, finds the best point there, not just the best point overall clipped to 0–1', () => {
    // (x + y − 3)² + (x − y − 2)²/10 has its minimum at (2.5, 0.5); on the side x = 1 it is lowest at y = 1.
    const slanted: Problem = (x) => {
      const [sum, difference] = [x[0]! + x[1]! - 3, x[0]! - x[1]! - 2];
      return {
        terms: {},
        loss: sum ** 2 + difference ** 2 / 10,
        gradient: Float32Array.of(2 * sum + difference / 5, 2 * sum - difference / 5),
      };
    };
    const start = Float32Array.of(0.5, 0.1);
    expect(minimize(slanted, start, 40).point).toBeAllClose([2.5, 0.5], {absolute: 1e-2});
    expect(minimize(slanted, start, 40, {clamp: true}).point).toBeAllClose([1, 1], {absolute: 1e-2});
  });

  test('kept within 0–1, never evaluates a point outside, not even at the start', () => {
    const optimizer = createLbfgs(Float32Array.of(-2, 0.5, 3), {...options, clamp: true});
    for (let step = 0; step < 20; step++) {
      for (const value of optimizer.point()) expect(value).toBeAllClose(0.5, {absolute: 0.5});
      optimizer.next(bowl(optimizer.point()));
    }
  });

  test('does not change the given start', () => {
    const start = new Float32Array(4);
    minimize(bowl, start, 5);
    expect(start).toEqual(new Float32Array(4));
  });
});

/** −H·gradient at the last of `seen`, by algorithm 7.4 of Nocedal and Wright word for word, in double precision. */
function textbookDirection(seen: readonly {point: Float32Array; gradient: Float32Array}[]): number[] {
  const difference = (a: Float32Array, b: Float32Array): number[] =>
    Array.from(a, (value, k) => value - b[k]!);
  const pairs = seen.slice(1).map((at, index) => ({
    s: difference(at.point, seen[index]!.point),
    y: difference(at.gradient, seen[index]!.gradient),
  }));
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  let q = Array.from(seen.at(-1)!.gradient);
  const alphas: number[] = [];
  for (const {s, y} of pairs.toReversed()) {
    const alpha = product(s, q) / product(y, s);
    alphas.unshift(alpha);
    q = q.map((value, k) => value - alpha * y[k]!);
  }
  const {s, y} = pairs.at(-1)!;
  let r = q.map((value) => (value * product(s, y)) / product(y, y));
  for (const [index, pair] of pairs.entries()) {
    const beta = product(pair.y, r) / product(pair.y, pair.s);
    r = r.map((value, k) => value + pair.s[k]! * (alphas[index]! - beta));
  }
  return r.map((value) => -value);
}
