/**
 * Does work that many events ask for: once for all of them, and at most once in `everyMs`. The returned function asks
 * for it: it is done at once, after the present event, if it has rested for that long, and otherwise at the next beat.
 * Work that takes long rests longer, so that it never takes more than a hundredth of the time.
 */
export function createBeat(work: () => void, everyMs: number): () => void {
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  let isDue = false;

  function beat(): void {
    isDue = false;
    const beganMs = performance.now();
    work();
    const tookMs = performance.now() - beganMs;
    restsUntilMs = beganMs + Math.max(everyMs, 100 * tookMs);
  }

  return () => {
    if (isDue) return;
    isDue = true;
    const restMs = restsUntilMs - performance.now();
    if (restMs > 0) setTimeout(beat, restMs);
    else setImmediate(beat);
  };
}
