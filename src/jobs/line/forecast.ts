/**
 * Forecasts when waiting jobs start: each one takes the slot that is free first. Times are seconds from now; undefined
 * stands for what nobody knows yet.
 */
export interface Forecast {
  /** In the order of the jobs. */
  starts: readonly (number | undefined)[];
  /** When the last job ends. */
  idleInSeconds: number | undefined;
}

/**
 * @param slotsFreeIn when each slot is free
 * @param durations how long each waiting job takes, in the order of their turns
 */
export function forecast(
  slotsFreeIn: readonly (number | undefined)[],
  durations: readonly (number | undefined)[],
): Forecast {
  /** Known times at which slots are free, earliest first. A slot with a job of unknown length drops out. */
  const free = slotsFreeIn.filter((time) => time !== undefined).sort((one, other) => one - other);

  const starts = durations.map((duration) => {
    const start = free.shift();
    if (start !== undefined && duration !== undefined) insert(free, start + duration);
    return start;
  });
  const isAllKnown = free.length === slotsFreeIn.length;
  return {starts, idleInSeconds: isAllKnown ? free.at(-1) : undefined};
}

/** Searches from the end, because a job that starts now usually ends last. */
function insert(sorted: number[], time: number): void {
  sorted.splice(sorted.findLastIndex((other) => other <= time) + 1, 0, time);
}
