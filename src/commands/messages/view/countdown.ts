/**
 * The time left as people see it. Estimates jump while other programs use the machine, and nobody believes a countdown
 * that jumps with them. So what is shown falls with the clock, and drifts when estimates are lower. When they are higher
 * it waits, and rises only after they have been higher by a fifth for a while.
 */
export interface Countdown {
  /** Takes the newest estimate and returns what to show, both in seconds. */
  show(estimate: number): number;
}

const leastRise = 1.2;
/**
 * How long estimates must have been higher, and in what time what is shown comes closer to a lower one by two thirds:
 * a tenth of what is shown, but no more than the time watched so far, and at least five seconds.
 */
const leastPatienceMs = 5_000;
const patienceShare = 0.1;

/** `now`: milliseconds of a clock that is never set. */
export function createCountdown(now: () => number = () => performance.now()): Countdown {
  let shown: number | undefined;
  let firstAtMs = now();
  let shownAtMs = firstAtMs;
  let higherSinceMs: number | undefined;

  function patienceMs(before: number, nowMs: number): number {
    const most = Math.min(patienceShare * before * 1000, nowMs - firstAtMs);
    return Math.max(leastPatienceMs, most);
  }

  function next(before: number, estimate: number, nowMs: number): number {
    const passedMs = nowMs - shownAtMs;
    const byTheClock = Math.max(0, before - passedMs / 1000);
    if (estimate >= byTheClock) return Math.min(before, estimate);
    return estimate + (byTheClock - estimate) * Math.exp(-passedMs / patienceMs(before, nowMs));
  }

  return {
    show(estimate) {
      if (!Number.isFinite(estimate)) return estimate;
      const nowMs = now();
      if (shown === undefined) firstAtMs = nowMs;
      const before = shown ?? estimate;
      const isHigher = estimate >= leastRise * before && estimate > before;
      higherSinceMs = isHigher ? (higherSinceMs ?? nowMs) : undefined;
      if (higherSinceMs !== undefined && nowMs - higherSinceMs >= patienceMs(before, nowMs)) {
        shown = estimate;
        higherSinceMs = undefined;
      } else {
        shown = next(before, estimate, nowMs);
      }
      shownAtMs = nowMs;
      return shown;
    },
  };
}
