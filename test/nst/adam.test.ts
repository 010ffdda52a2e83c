import {describe, expect, test} from 'vitest';
import {adamOptions, createAdam} from '../../src/nst/adam.ts';
import type {Evaluation} from '../../src/nst/objective.ts';

/** Σ k·(x_k − ½)². */
function bowl(x: Float32Array): Evaluation {
  return {
    terms: {},
    loss: x.reduce((sum, value, k) => sum + (k + 1) * (value - 0.5) ** 2, 0),
    gradient: x.map((value, k) => 2 * (k + 1) * (value - 0.5)),
  };
}

/** The same slope everywhere. */
function slope(x: Float32Array, gradient: number): Evaluation {
  return {loss: 1, terms: {}, gradient: new Float32Array(x.length).fill(gradient)};
}

describe('Adam', () => {
  test('takes first steps of the learning rate, whatever the size of the gradient', () => {
    for (const gradient of [1e-6, 1, 1e6]) {
      const optimizer = createAdam(Float32Array.of(0.5), adamOptions);
      for (const expected of [0.48, 0.46]) {
        optimizer.next(slope(optimizer.point(), gradient));
        expect(optimizer.point()).toBeAllClose([expected], {relative: 1e-2});
      }
    }
  });

  test('follows the published recursion on changing gradients', () => {
    const optimizer = createAdam(Float32Array.of(0.5), adamOptions);
    let [x, m, v] = [0.5, 0, 0];
    for (const [index, gradient] of [0.3, -0.1, 0.2, 0.05].entries()) {
      optimizer.next(slope(optimizer.point(), gradient));
      m = 0.9 * m + 0.1 * gradient;
      v = 0.99 * v + 0.01 * gradient ** 2;
      const t = index + 1;
      x -= (0.02 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.99 ** t)) + 1e-8);
      expect(optimizer.point()).toBeAllClose([x], {relative: 1e-5});
    }
  });

  test('comes to the minimum of a badly scaled bowl, and its average closer than its last point', () => {
    const optimizer = createAdam(new Float32Array(50), {...adamOptions, averaging: 0.95});
    for (let step = 0; step < 300; step++) {
      const {loss, terms, gradient} = bowl(optimizer.point());
      const noisy = gradient.map((value, k) => value + 0.5 * Math.sin(13 * step + 7 * k));
      optimizer.next({loss, terms, gradient: noisy});
    }
    const shown = bowl(optimizer.shown()!.point).loss;
    expect(shown).toBeLessThan(1e-2);
    expect(shown).toBeLessThan(bowl(optimizer.point()).loss);
  });

  test('never leaves 0–1', () => {
    const optimizer = createAdam(Float32Array.of(-0.3, 0.01, 0.99), adamOptions);
    expect(optimizer.point()).toBeAllClose([0, 0.01, 0.99]);
    optimizer.next({loss: 1, terms: {}, gradient: Float32Array.of(1, 1, -1)});
    expect(optimizer.point()).toEqual(Float32Array.of(0, 0, 1));
  });

  test('shows the bias-corrected average of the points it went to', () => {
    const optimizer = createAdam(Float32Array.of(0.5), {...adamOptions, averaging: 0.9});
    expect(optimizer.shown()).toBeUndefined();
    const visited: number[] = [];
    for (let step = 0; step < 5; step++) {
      optimizer.next(slope(optimizer.point(), 1));
      visited.push(optimizer.point()[0]!);
    }
    const weights = visited.map((_, index) => 0.9 ** (4 - index));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const mean = visited.reduce((total, value, index) => total + (value * weights[index]!) / sum, 0);
    expect(optimizer.shown()!.point).toBeAllClose([mean], {relative: 1e-5});
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'goes back to its average where the loss is %d',
    (loss) => {
      const optimizer = createAdam(Float32Array.of(0.5), adamOptions);
      optimizer.next(slope(optimizer.point(), 1));
      optimizer.next(slope(optimizer.point(), 1));
      const {point} = optimizer.shown()!;
      optimizer.next({loss, terms: {}, gradient: Float32Array.of(Number.NaN)});
      expect(optimizer.point()).toEqual(point);
      optimizer.next(slope(optimizer.point(), 1));
      expect(optimizer.point()).toBeAllClose([point[0]! - 0.02], {relative: 1e-4});
    },
  );

  test('saved and taken up again it goes the same way, bit for bit', () => {
    const whole = createAdam(new Float32Array(20), adamOptions);
    for (let step = 0; step < 7; step++) whole.next(bowl(whole.point()));
    const rest = createAdam(new Float32Array(20), adamOptions, structuredClone(whole.save()));
    for (let step = 0; step < 5; step++) {
      whole.next(bowl(whole.point()));
      rest.next(bowl(rest.point()));
    }
    expect(rest.point()).toEqual(whole.point());
    expect(rest.shown()).toEqual(whole.shown());
  });

  test('hands its moments to the next scale: enlarged, and scaled as slopes are there', () => {
    const [small, large] = [
      {width: 2, height: 1},
      {width: 4, height: 2},
    ];
    const before = createAdam(new Float32Array(6).fill(0.5), adamOptions);
    before.next({loss: 1, terms: {}, gradient: new Float32Array(6).fill(0.4)});
    const carried = before.carryOver(small, large)!;
    const start = new Float32Array(24).fill(0.25);
    const after = createAdam(start, adamOptions, carried);
    expect(after.point()).toEqual(start);
    expect(after.shown()).toBeUndefined();
    const {mean, square} = after.save().tensors;
    expect(mean).toBeAllClose(new Float32Array(24).fill((0.1 * 0.4) / 4), {relative: 1e-5});
    expect(square).toBeAllClose(new Float32Array(24).fill((0.01 * 0.4 ** 2) / 16), {relative: 1e-5});
    // A slope that goes on as before gives the same step as before.
    after.next({loss: 1, terms: {}, gradient: new Float32Array(24).fill(0.1)});
    expect(after.point()).toBeAllClose(new Float32Array(24).fill(0.23), {relative: 1e-3});
  });

  test('does not change the start it was given', () => {
    const start = new Float32Array(4);
    const optimizer = createAdam(start, adamOptions);
    for (let step = 0; step < 3; step++) optimizer.next(bowl(optimizer.point()));
    expect(start).toEqual(new Float32Array(4));
  });
});
