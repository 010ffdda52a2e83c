import {setImmediate as turn} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createBeat} from '../../../src/jobs/line/beat.ts';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['setTimeout', 'performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

/** Counts the beats; each takes that long by the fake clock. */
function open(tookMs = 0) {
  const beats: number[] = [];
  const wake = createBeat(() => {
    beats.push(performance.now());
    if (tookMs > 0) vi.advanceTimersByTime(tookMs);
  }, 500);
  const beganMs = performance.now();
  return {wake, times: () => beats.map((ms) => Math.round(ms - beganMs))};
}

async function pass(ms: number): Promise<void> {
  await turn();
  vi.advanceTimersByTime(ms);
  await turn();
}

test('works at once for the first events, and once for all that come before the next beat', async () => {
  const {wake, times} = open();
  for (let event = 0; event < 1_000; event++) wake();
  expect(times()).toEqual([]);
  await turn();
  expect(times()).toEqual([0]);
  for (let event = 0; event < 1_000; event++) wake();
  await pass(499);
  expect(times()).toEqual([0]);
  await pass(1);
  expect(times()).toEqual([0, 500]);
  await pass(5_000);
  expect(times()).toEqual([0, 500]);
});

test('rests a hundred times as long as the work took', async () => {
  const {wake, times} = open(20);
  wake();
  await turn();
  wake();
  await pass(1_970);
  expect(times()).toEqual([0]);
  await pass(10);
  expect(times()).toEqual([0, 2_000]);
});
