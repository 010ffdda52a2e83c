import {describe, expect, test} from 'vitest';
import {forecast} from '../../../src/jobs/line/forecast.ts';
import {randomSource} from '../../../src/nst/look/random.ts';

describe('a forecast', () => {
  test('gives each job the slot that is free first', () => {
    expect(forecast([10, 25], [30, 5, 40, 1])).toEqual({starts: [10, 25, 30, 40], idleInSeconds: 70});
  });

  test('of nobody waiting is when the last slot is free', () => {
    expect(forecast([3, 0, 7], [])).toEqual({starts: [], idleInSeconds: 7});
  });

  test('says nothing without slots', () => {
    expect(forecast([], [1, 2])).toEqual({starts: [undefined, undefined], idleInSeconds: undefined});
  });

  test('uses no slot of which nobody knows when it is free', () => {
    expect(forecast([undefined, 4], [2, 2])).toEqual({starts: [4, 6], idleInSeconds: undefined});
  });

  test('ends where a job of unknown length takes the last known slot', () => {
    expect(forecast([1, 2], [undefined, 5, undefined, 5])).toEqual({
      starts: [1, 2, 7, undefined],
      idleInSeconds: undefined,
    });
  });

  test.each(Array.from({length: 30}, (_, seed) => seed))(
    'agrees with a clock that hands out the slots second by second (seed %d)',
    (seed) => {
      const random = randomSource(seed).uniform;
      const below = (count: number) => Math.floor(random() * count);
      const slots = Array.from({length: 1 + below(6)}, () => below(20));
      const durations = Array.from({length: below(60)}, () => 1 + below(15));
      const {starts, idleInSeconds} = forecast(slots, durations);
      expect(starts).toEqual(byTheClock(slots, durations).starts);
      expect(idleInSeconds).toBe(byTheClock(slots, durations).end);
    },
  );
});

function byTheClock(slots: readonly number[], durations: readonly number[]) {
  const left = [...slots];
  const starts: number[] = [];
  let second = 0;
  for (; starts.length < durations.length || left.some((seconds) => seconds > 0); second++) {
    for (const [slot, seconds] of left.entries()) {
      const duration = durations[starts.length];
      if (seconds > 0 || duration === undefined) continue;
      starts.push(second);
      left[slot] = duration;
    }
    for (const [slot, seconds] of left.entries()) left[slot] = Math.max(0, seconds - 1);
  }
  return {starts, end: second};
}
