import {setTimeout as delay} from 'node:timers/promises';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** Short enough for a hiccup, long enough not to join those who knock at a Discord in trouble. */
const growingMs = [1, 4, 10, 30, 60, 120, 300].map((seconds) => seconds * secondMs);
const lastMs = 10 * minuteMs;
const limitMs = 24 * 60 * minuteMs;

/** The pauses between tries: growing at first, then ten minutes each, for a day. */
export function* pausesMs(): Iterable<number> {
  yield* growingMs;
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += lastMs) yield lastMs;
}

/**
 * Tries until it works. Resolves with undefined if it has not after a day.
 * @throws the signal's reason, once it has fired
 */
export async function tryAgain<Value>(
  attempt: () => Promise<Value>,
  {signal, onTrouble}: {signal: AbortSignal; onTrouble(error: unknown, pauseMs: number): void},
): Promise<Value | undefined> {
  for (const pauseMs of pausesMs()) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      onTrouble(error, pauseMs);
    }
    await pause(pauseMs, signal);
  }
  return undefined;
}

/** The process may end meanwhile. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, {signal, ref: false});
  } catch {
    signal.throwIfAborted();
  }
}
