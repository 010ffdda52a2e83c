import {expect} from 'vitest';

interface Tolerance {
  /** Allowed |received − expected| / ‖expected‖∞. Default 1e-5. */
  relative?: number;
  /** Allowed |received − expected|. Default 0. */
  absolute?: number;
}

interface CloseMatchers<R = unknown> {
  /** Compares numbers or lists of numbers element by element within a stated tolerance. */
  toBeAllClose(expected: ArrayLike<number> | number, tolerance?: Tolerance): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the signature that vitest requires
  interface Matchers<T = any> extends CloseMatchers<T> {}
}

expect.extend({
  toBeAllClose(
    received: ArrayLike<number> | number,
    expected: ArrayLike<number> | number,
    tolerance: Tolerance = {},
  ) {
    const actual = typeof received === 'number' ? [received] : Array.from(received);
    const wanted = typeof expected === 'number' ? [expected] : Array.from(expected);
    const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const allowed = (tolerance.relative ?? 1e-5) * scale + (tolerance.absolute ?? 0);
    const errors = wanted.map((value, index) => Math.abs((actual[index] ?? Number.NaN) - value));
    const worst = errors.reduce(
      (worst, error, index) => (error <= (errors[worst] as number) ? worst : index),
      0,
    );
    const pass = actual.length === wanted.length && errors.every((error) => error <= allowed);
    return {
      pass,
      message: () =>
        actual.length === wanted.length
          ? `expected values within ${allowed}; at [${worst}] received ${actual[worst]}, expected ${wanted[worst]}`
          : `expected ${wanted.length} values, received ${actual.length}`,
    };
  },
});
