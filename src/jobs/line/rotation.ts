/**
 * Decides which owner's turn it is. Owners stand in a circle and get one job per turn; each owner's jobs keep their
 * order. An owner joins at the back of the circle with a first job, or when one of their jobs has ended. So a newcomer
 * waits for at most one job of each other owner, and nobody is overtaken for ever: if an owner has `k` jobs ahead of a
 * job, at most `k + 1` later jobs of each other owner overtake it. This holds when one job runs at a time. When several
 * run at once, a slot that nobody else wants goes to the owner with the fewest running jobs.
 *
 * Only `inOrder` looks at all jobs. The work of everything else does not grow with the number waiting.
 */
export interface Rotation<Job> {
  /** How many jobs wait. */
  readonly size: number;
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
  const circle = new Set<string>();
  /** The waiting jobs of each owner, in the order they came. */
  const waiting = new Map<string, Set<Job>>();
  let size = 0;
  /** Owners of the jobs that were taken and have not finished, in the order they were taken. */
  const served: string[] = [];

  function enter(owner: string): void {
    if (!served.includes(owner) && waiting.has(owner)) circle.add(owner);
  }

  /** Owners outside the circle with waiting jobs, fewest running jobs first; among equals, first served first. */
  function servedAndWaiting(): string[] {
    const running = new Map<string, number>();
    for (const owner of served) running.set(owner, (running.get(owner) ?? 0) + 1);
    return [...running]
      .filter(([owner]) => waiting.has(owner))
      .sort(([, one], [, other]) => one - other)
      .map(([owner]) => owner);
  }

  /** Takes a job off its owner's list; returns false when it is not there. */
  function take(owner: string, job: Job): boolean {
    const jobs = waiting.get(owner);
    if (!jobs?.delete(job)) return false;
    size -= 1;
    if (jobs.size > 0) return true;
    waiting.delete(owner);
    circle.delete(owner);
    return true;
  }

  return {
    get size() {
      return size;
    },
    add(job) {
      const owner = ownerOf(job);
      const jobs = waiting.get(owner);
      if (jobs) jobs.add(job);
      else waiting.set(owner, new Set([job]));
      size += 1;
      enter(owner);
    },
    remove: (job) => take(ownerOf(job), job),
    next() {
      const [owner = servedAndWaiting()[0]] = circle;
      const [job] = (owner !== undefined && waiting.get(owner)) || [];
      if (owner === undefined || job === undefined) return undefined;
      take(owner, job);
      circle.delete(owner);
      served.push(owner);
      return job;
    },
    finish(job) {
      const owner = ownerOf(job);
      const place = served.indexOf(owner);
      if (place >= 0) served.splice(place, 1);
      enter(owner);
    },
    inOrder() {
      const order: Job[] = [];
      let lists = [...circle, ...servedAndWaiting()].map((owner) => [...(waiting.get(owner) ?? [])]);
      for (let round = 0; lists.length > 0; round++) {
        order.push(...lists.map((jobs) => jobs[round] as Job));
        lists = lists.filter((jobs) => jobs.length > round + 1);
      }
      return order;
    },
  };
}
