/**
 * Whose turn it is among owners: they stand in a circle and each gets one job at a turn, their own in the order they
 * came. An owner enters the circle behind everybody there, with a first job or when a job of theirs has ended; so a
 * newcomer waits for at most one job of each other owner, and nobody can be overtaken for ever: a job whose owner has
 * `k` before it is overtaken by at most `k + 1` later ones of each other owner.
 */
export interface Rotation<Job> {
  /** A job that waits from now on. */
  add(job: Job): void;
  /** False when it does not wait. */
  remove(job: Job): boolean;
  /** Takes the next job out. Its owner's other jobs wait until `finish`. */
  next(): Job | undefined;
  /** The job taken last has ended: its owner may have another turn. */
  finish(job: Job): void;
  /** All jobs that wait, in the order they will be taken if nothing is added or removed. */
  inOrder(): Job[];
}

export function createRotation<Job>(ownerOf: (job: Job) => string): Rotation<Job> {
  /** Owners whose turn comes, next one first; each has jobs waiting. */
  const circle: string[] = [];
  const waiting = new Map<string, Job[]>();
  /** The owner of the job taken and not finished. */
  let served: string | undefined;

  function enter(owner: string): void {
    if (owner !== served && waiting.has(owner) && !circle.includes(owner)) circle.push(owner);
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
      const owner = circle.shift();
      if (owner === undefined) return undefined;
      served = owner;
      return shift(waiting, owner);
    },
    finish(job) {
      const owner = ownerOf(job);
      if (served === owner) served = undefined;
      enter(owner);
    },
    inOrder() {
      const lists = new Map(waiting);
      const turns = [...circle];
      if (served !== undefined && lists.has(served)) turns.push(served);
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
