import {describe, expect, test} from 'vitest';
import type {Device} from '../../../src/nst/contract/protocol.ts';
import {faultOf, slownessOf, type Trial, tryDevice} from '../../../src/nst/devices/trial.ts';

const testedAt = '2026-01-01T00:00:00.000Z';
const entry = new URL('../../fixtures/self-test-by-order.mjs', import.meta.url);
const order = (name: string, deadlineMs = 20_000): Promise<Trial> =>
  tryDevice(name as Device, {withSpeed: false, deadlineMs, entry});

describe.concurrent('the outcome of a trial', () => {
  test.each([
    ['crash', /^its self-test crashed \(SIGSEGV\)$/],
    ['abort-with-words', /^its self-test crashed \(SIGABRT\): terminate called: device lost$/],
    ['refuse', /^No adapter$/],
    ['leave', /^its self-test crashed \(exit code 0\)$/],
  ])('reports a process told to %s', async (name, words) => {
    expect((await order(name)).failure).toMatch(words);
  });

  test('keeps what was known before the crash', async () => {
    expect((await order('crash')).parity).toEqual({targetError: 0, lossError: 0, gradientError: 0});
  });

  test('is a fault when a figure is not a number', async () => {
    expect(faultOf(await order('answer-no-number'))).toBe(
      "its loss differs from the CPU's by not a number, allowed 1 %",
    );
  });

  test('comes in time even if the process hangs, and ends it', async () => {
    const startedMs = performance.now();
    const {failure} = await order('hang', 1000);
    expect(failure).toBe('it gave no answer within 1 s');
    expect(performance.now() - startedMs).toBeLessThan(5000);
  });

  test('shows no difference if the CPU is compared with itself', async () => {
    const trial = await tryDevice('cpu', {withSpeed: false, deadlineMs: 60_000});
    expect(trial).toMatchObject({parity: {targetError: 0, lossError: 0, gradientError: 0}});
    expect(faultOf(trial)).toBeUndefined();
  });

  test('is ONNX Runtime’s error if the platform lacks the device', async () => {
    const missing = process.platform === 'win32' ? 'coreml' : 'dml';
    expect((await tryDevice(missing, {withSpeed: false, deadlineMs: 60_000})).failure).toContain(missing);
  });
});

describe('a device may paint', () => {
  const parity = {targetError: 1e-6, lossError: 1e-6, gradientError: 1e-5};

  test.each<[string, Partial<Trial>, RegExp | undefined]>([
    ['when its errors are small', {parity}, undefined],
    ['but not when its loss is off', {parity: {...parity, lossError: 0.5}}, /loss differs .* by 50 %/],
    [
      'but not when its gradient is off',
      {parity: {...parity, gradientError: 0.2}},
      /gradient differs .* by 20 %/,
    ],
    [
      'but not when its answers are not numbers',
      {parity: {...parity, targetError: Number.NaN}},
      /style differs .* by not a number/,
    ],
    ['but not when its test failed', {parity, failure: 'it crashed'}, /^it crashed$/],
    ['but not when nothing is known', {}, /said nothing/],
  ])('%s', (_, trial, words) => {
    const fault = faultOf({testedAt, ...trial});
    if (words) expect(fault).toMatch(words);
    else expect(fault).toBeUndefined();
  });

  test('in auto only when it is no slower than the CPU', () => {
    const speedOf = (seconds: number) => ({
      testedAt,
      parity,
      speed: {size: 512, seconds, cpuSeconds: 0.2},
    });
    expect(slownessOf(speedOf(0.1))).toBeUndefined();
    expect(slownessOf(speedOf(0.3))).toBe(
      'it takes 0.30 s per evaluation at 512 px, the CPU 0.20 s at 512 px',
    );
  });
});
