import type {APIGatewayBotInfo} from 'discord.js';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {IdentifyThrottle} from '../../../src/bot/gateway/identify-throttle.ts';

const dayMs = 24 * 60 * 60 * 1000;
let limit: APIGatewayBotInfo['session_start_limit'];
let asked: number;
let errors: string[];
let started: [shard: number, second: number][];
let throttle: IdentifyThrottle;
let signal: AbortSignal;

beforeEach(() => {
  vi.useFakeTimers();
  limit = {total: 1000, remaining: 1000, reset_after: dayMs, max_concurrency: 1};
  asked = 0;
  errors = [];
  started = [];
  signal = new AbortController().signal;
  const begin = Date.now();
  let cached: APIGatewayBotInfo | undefined;
  throttle = new IdentifyThrottle({
    async limits(force) {
      if (force || !cached) {
        asked += 1;
        cached = {url: '', shards: 1, session_start_limit: {...limit}};
      }
      return cached;
    },
    log: {debug() {}, info() {}, warn() {}, error: (_: object, message: string) => void errors.push(message)},
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  identify = async (shard, abort = signal) => {
    await throttle.waitForIdentify(shard, abort);
    started.push([shard, (Date.now() - begin) / 1000]);
  };
});
let identify: (shard: number, abort?: AbortSignal) => Promise<void>;
afterEach(() => {
  vi.useRealTimers();
});

test('shards of the same key start more than five seconds apart, in order; others at once', async () => {
  limit.max_concurrency = 2;
  for (const shard of [0, 1, 2, 3, 4]) void identify(shard);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(started.map(([shard]) => shard)).toEqual([0, 1, 2, 3, 4]);
  const at = new Map(started);
  for (const [earlier, later] of [
    [0, 2],
    [2, 4],
    [1, 3],
  ] as const)
    expect(at.get(later)! - at.get(earlier)!).toBeGreaterThan(5);
  expect(at.get(1)).toBe(at.get(0));
  expect(at.get(4)).toBeLessThan(15);
});

test('a shard whose connection is gone gives its turn away', async () => {
  const gone = new AbortController();
  void identify(0);
  const refused = expect(identify(1, gone.signal)).rejects.toThrow();
  void identify(2);
  gone.abort();
  await vi.advanceTimersByTimeAsync(10_000);
  await refused;
  expect(started.map(([shard]) => shard)).toEqual([0, 2]);
  expect(started[1]![1]).toBeLessThan(6);
});

test('when the day’s starts are used up, that is said, and the others wait for the next day', async () => {
  limit.remaining = 2;
  for (const shard of [0, 1, 2]) void identify(shard);
  await vi.advanceTimersByTimeAsync(6_000);
  limit.remaining = 0;
  await vi.advanceTimersByTimeAsync(6_000);
  expect(started.map(([shard]) => shard)).toEqual([0, 1]);
  expect(errors).toEqual([expect.stringMatching(/1000 times a day.*used up: shard 2 waits until \d{4}-/)]);
  limit.remaining = 1000;
  await vi.advanceTimersByTimeAsync(dayMs);
  expect(started.map(([shard]) => shard)).toEqual([0, 1, 2]);
  expect(errors).toHaveLength(1);
});

test('starts that another process used are counted when few are left', async () => {
  limit.remaining = 10;
  await identify(0);
  limit.remaining = 0;
  void identify(1);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(started.map(([shard]) => shard)).toEqual([0]);
  expect(errors).toHaveLength(1);
});

test('with plenty left, Discord is asked once', async () => {
  for (const shard of [0, 1, 2, 3]) void identify(shard);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(started).toHaveLength(4);
  expect(asked).toBe(1);
});
