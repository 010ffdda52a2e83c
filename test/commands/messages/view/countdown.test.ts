import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {createCountdown} from '../../../../src/commands/messages/view/countdown.ts';

/** Seconds since the start, and the estimate then: 384 pixels on two cores that eleven other programs wanted. */
const recorded = JSON.parse(
  readFileSync(new URL('../../../fixtures/time-left-under-load.json', import.meta.url), 'utf8'),
) as [number, number][];

/** What people see for estimates that come at these times, both in seconds. */
function shownFor(estimates: readonly (readonly [at: number, estimate: number])[]): number[] {
  let nowMs = 0;
  const countdown = createCountdown(() => nowMs);
  return estimates.map(([at, estimate]) => {
    nowMs = at * 1000;
    return countdown.show(estimate);
  });
}

/** An estimate every second, from 0 on. */
const everySecond = (...estimates: number[]) => estimates.map((estimate, at) => [at, estimate] as const);

describe('the time left', () => {
  test('falls with the clock while the estimate is right', () => {
    expect(shownFor(everySecond(40, 39, 38, 37))).toEqual([40, 39, 38, 37]);
  });

  test('takes no notice of a jump that lasts a moment', () => {
    expect(shownFor(everySecond(40, 120, 118, 37, 36)).map(Math.round)).toEqual([40, 40, 40, 39, 37]);
  });

  test('waits while the estimate is a little higher', () => {
    expect(shownFor(everySecond(30, 34, 33, 32, 31, 30, 29))).toEqual([30, 30, 30, 30, 30, 30, 29]);
  });

  test('rises once the estimate has been higher by a fifth for five seconds', () => {
    expect(shownFor(everySecond(30, 60, 59, 58, 57, 56, 55, 54))).toEqual([30, 30, 30, 30, 30, 30, 55, 54]);
  });

  test('drifts towards a lower estimate', () => {
    const shown = shownFor(Array.from({length: 30}, (_, at) => [at, (at === 0 ? 120 : 40) - at] as const));
    expect([shown[1], shown[5], shown[29]].map((seconds) => Math.round(seconds ?? 0))).toEqual([104, 64, 11]);
  });

  test('rose once in eleven minutes on a machine whose estimates went up and down by a half', () => {
    const shown = shownFor(recorded);
    const rises = shown.flatMap((seconds, index) => {
      const before = shown[index - 1] ?? seconds;
      return seconds > before + 1e-9 ? [seconds / before] : [];
    });
    expect(rises).toHaveLength(1);
    expect(rises[0]).toBeGreaterThan(1.2);
    const end = recorded.at(-1)![0];
    const errorOf = (estimates: readonly number[]) =>
      estimates.reduce((sum, estimate, index) => sum + Math.abs(estimate - (end - recorded[index]![0])), 0);
    expect(errorOf(shown)).toBeLessThan(errorOf(recorded.map(([, estimate]) => estimate)));
  });

  test('says what is not known', () => {
    expect(shownFor(everySecond(Number.POSITIVE_INFINITY, 10))).toEqual([Number.POSITIVE_INFINITY, 10]);
  });
});
