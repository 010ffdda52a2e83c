/**
 * Whose turn it is among owners: they stand in a circle and each gets one job at a turn, their own in the order they
 * came. An owner enters the circle behind everybody there, with a first job or when a job of theirs has ended; so a
 * newcomer waits for at most one job of each other owner, and nobody can be overtaken for ever: a job whose owner has
 * `k` before it is overtaken by at most `k + 1` later ones of each other owner. That holds for one job at a time; where
 * several run at once, a slot that nobody else wants goes to whoever has the fewest jobs running.
 */
export interface Rotation<Job> {
  /** A job that waits from now on. */
  add(job: Job): void;
  /** False when it does not wait. */
  remove(job: Job): boolean;
  /** Takes the next job out. Its owner's other jobs wait until `finish`, unless only theirs are left. */
  next(): Job | undefined;
  /** A job taken has ended: its owner may have another turn. */
  finish(job: Job): void;
  /**
   * All jobs that wait, in the order they will be taken if nothing is added or removed. Where several run at once, an owner
   * whose only job ends comes before those whose jobs still run, and may so overtake them.
   */
  inOrder(): Job[];
}

export function createRotation<Job>(ownerOf: (job: Job) => string): Rotation<Job> {
  /** Owners whose turn comes, next one first; each has jobs waiting. */
  const circle: string[] = [];
  const waiting = new Map<string, Job[]>();
  /** The owners of the jobs taken and not finished, in the order they were taken. */
  const served: string[] = [];

  function enter(owner: string): void {
    if (!served.includes(owner) && waiting.has(owner) && !circle.includes(owner)) circle.push(owner);
  }

  /** Owners outside the circle who have more jobs, those with the fewest running first, then who was served first. */
  function servedAndWaiting(): string[] {
    const running = (owner: string): number => served.filter((other) => other === owner).length;
    return [...new Set(served)]
      .filter((owner) => waiting.has(owner))
      .sort((one, other) => running(one) - running(other));
  }

  /** Takes an owner's first job off their list. */
  function shift(lists: Map<string, Job[]>, owner: string): Job | undefined {
    const [first, ...rest] = lists.get(owner) ?? [];
    if (rest.length > 0) lists.set(owner, rest);
    else lists.delete(owner);
    return first;
  }

  return {
    add(job) {
      const owner = ownerOf(job);
      waiting.set(owner, [...(waiting.get(owner) ?? []), job]);
      enter(owner);
    },
    remove(job) {
      const owner = ownerOf(job);
      const jobs = waiting.get(owner) ?? [];
      const rest = jobs.filter((other) => other !== job);
      if (rest.length === jobs.length) return false;
      if (rest.length > 0) {
        waiting.set(owner, rest);
      } else {
        waiting.delete(owner);
        const place = circle.indexOf(owner);
        if (place >= 0) circle.splice(place, 1);
      }
      return true;
    },
    next() {
      const owner = circle.shift() ?? servedAndWaiting()[0];
      if (owner === undefined) return undefined;
      served.push(owner);
      return shift(waiting, owner);
    },
    finish(job) {
      const owner = ownerOf(job);
      const place = served.indexOf(owner);
      if (place >= 0) served.splice(place, 1);
      enter(owner);
    },
    inOrder() {
      const lists = new Map(waiting);
      const turns = [...circle, ...servedAndWaiting()];
      const order: Job[] = [];
      for (let owner = turns.shift(); owner !== undefined; owner = turns.shift()) {
        const job = shift(lists, owner);
        if (job !== undefined) order.push(job);
        if (lists.has(owner)) turns.push(owner);
      }
      return order;
    },
  };
}
