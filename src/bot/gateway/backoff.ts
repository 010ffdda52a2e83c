const longestMs = 60_000;

/** How long to wait before the next attempt: 1 s after the first failure, twice as long each time, a minute at most. */
export function pauseAfter(failures: number): number {
  return Math.min(longestMs, 1_000 * 2 ** (failures - 1));
}
