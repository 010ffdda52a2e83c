/**
 * Decides which owner's turn it is. Owners stand in a circle and get one job per turn; each owner's jobs keep their
 * order. An owner joins at the back of the circle with a first job, or when one of their jobs has ended. So a newcomer
 * waits for at most one job of each other owner, and nobody is overtaken for ever: if an owner has `k` jobs ahead of a
 * job, at most `k + 1` later jobs of each other owner overtake it. This holds when one job runs at a time. When several
 * run at once, a slot that nobody else wants goes to the owner with the fewest running jobs.
 */
export interface Rotation<Job> {
  /** Adds a job that waits from now on. */
  add(job: Job): void;
  /** Removes a waiting job; returns false when it is not waiting. */
  remove(job: Job): boolean;
  /** Takes the next job out. Its owner's other jobs wait until `finish`, unless the circle is empty. */
  next(): Job | undefined;
  /** A job that was taken has ended, so its owner may have another turn. */
  finish(job: Job): void;
  /**
   * All waiting jobs in the order they will be taken if nothing is added or removed. When several run at once, if an
   * owner's only job ends, that owner goes ahead of owners with running jobs, so the order may change.
   */
  inOrder(): Job[];
}

export function createRotation<Job>(ownerOf: (job: Job) => string): Rotation<Job> {
  /** Owners who wait for a turn, next one first. Each has waiting jobs. */
  const circle: string[] = [];
  const waiting = new Map<string, Job[]>();
  /** Owners of the jobs that were taken and have not finished, in the order they were taken. */
  const served: string[] = [];

  function enter(owner: string): void {
    if (!served.includes(owner) && waiting.has(owner) && !circle.includes(owner)) circle.push(owner);
  }

  /** Owners outside the circle with waiting jobs, fewest running jobs first; among equals, first served first. */
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
