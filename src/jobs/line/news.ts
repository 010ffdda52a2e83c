/**
 * Which waiting readers hear how they stand. With every picture that begins, everybody moves up; to tell all of them
 * each time would take more requests than Discord allows. So newcomers hear at once. Of the others, those hear whose
 * last news is oldest for where they stand: the tenth in line ten times as often as the hundredth.
 */

/** What a waiting reader was last told, if it was about this line, and when. Times are by `performance.now()`. */
export interface Told {
  atMs: number;
  /** 1 is next. */
  position?: number;
  startsAtMs?: number | undefined;
}

/** A forecast that moves by less than this, or by less than this share of the time left, is not told. */
const toleranceMs = 10_000;
const toleranceShare = 0.2;

/**
 * Picks those who hear now: all newcomers, who were told nothing yet, and at most `most` others. Returns their places
 * in line, counted from 0.
 *
 * @param line everybody who waits, next one first
 * @param starts when they start, seconds from now
 */
export function whoHears(
  line: readonly {told?: Told}[],
  starts: readonly (number | undefined)[],
  most: number,
  nowMs: number,
): number[] {
  const newcomers: number[] = [];
  /** The most urgent ones so far, in order. */
  const others: {index: number; urgency: number}[] = [];
  line.forEach(({told}, index) => {
    const position = index + 1;
    if (!told) {
      newcomers.push(index);
    } else if (isNews(told, position, toMs(starts[index], nowMs), nowMs)) {
      const urgency = (nowMs - told.atMs) / position;
      if (others.length === most && urgency <= (others.at(-1)?.urgency ?? 0)) return;
      others.splice(others.findLastIndex((other) => other.urgency >= urgency) + 1, 0, {index, urgency});
      others.splice(most);
    }
  });
  return [...newcomers, ...others.map(({index}) => index)];
}

/** What somebody has been told who heard this now. */
export function toldNow(position: number, startsInSeconds: number | undefined, nowMs: number): Told {
  return {atMs: nowMs, position, startsAtMs: toMs(startsInSeconds, nowMs)};
}

function isNews(told: Told, position: number, startsAtMs: number | undefined, nowMs: number): boolean {
  if (told.position !== position) return true;
  if (startsAtMs === undefined) return false;
  if (told.startsAtMs === undefined) return true;
  const tolerated = Math.max(toleranceMs, toleranceShare * (told.startsAtMs - nowMs));
  return Math.abs(startsAtMs - told.startsAtMs) > tolerated;
}

function toMs(inSeconds: number | undefined, nowMs: number): number | undefined {
  return inSeconds === undefined ? undefined : nowMs + inSeconds * 1000;
}
