/**
 * Who runs when: jobs stand in line and are worked off in turns between their owners, as many at once as there are
 * slots. One slot at first; a fleet of workers has one for each.
 *
 * p-queue frees a slot when the signal of a *running* task fires, though the task goes on. So p-queue gets a
 * signal that fires only while the job waits; a running job is stopped from inside, by a signal of its own, and
 * keeps its slot until `process` has settled. The entries of p-queue are all alike: one for each job in line, and
 * whichever comes up takes the job whose turn it is.
 */
import PQueue from 'p-queue';
import {createRotation} from './rotation.ts';

export interface Line<Job> {
  /** Puts a job in line; it may start before this returns. */
  add(job: Job): void;
  /** Takes a waiting job out, or tells a running one to stop. Anything else is left alone. */
  cancel(job: Job, reason: unknown): void;
  /** Waiting jobs in the order of their turns, next one first. */
  waiting(): readonly Job[];
  /** The jobs that hold a slot, also while they are being stopped; the one that began first comes first. */
  running(): readonly Job[];
  /** Jobs that could be added now and would not have to wait. */
  free(): number;
  slots(): number;
  /** @param count 0 or more; jobs that run keep their slots, waiting ones may start before this returns */
  setSlots(count: number): void;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
}

export interface LineOptions<Job> {
  /** Works one job off. It settles when the job has really stopped, soon after the signal fires. */
  process(job: Job, signal: AbortSignal): Promise<void>;
  /** Who shares turns. */
  ownerOf(job: Job): string;
}

export function createLine<Job extends object>({process, ownerOf}: LineOptions<Job>): Line<Job> {
  const queue = new PQueue({concurrency: 1});
  const rotation = createRotation(ownerOf);
  /** What takes an entry that waits out of p-queue; as many as there are waiting jobs. */
  const entries = new Set<AbortController>();
  /** What stops each running job. */
  const stops = new Map<Job, AbortController>();
  let slots = 1;

  async function work(): Promise<void> {
    const job = rotation.next();
    if (!job) throw new Error('Expected a waiting job for each entry in line, found none.');
    const stop = new AbortController();
    stops.set(job, stop);
    try {
      await process(job, stop.signal);
    } finally {
      stops.delete(job);
      rotation.finish(job);
    }
  }

  async function stand(entry: AbortController): Promise<void> {
    const begin = () => {
      entries.delete(entry);
      return work();
    };
    try {
      await queue.add(begin, {signal: entry.signal});
    } catch (error) {
      if (!entry.signal.aborted) throw error;
    }
  }

  return {
    add(job) {
      rotation.add(job);
      const entry = new AbortController();
      entries.add(entry);
      void stand(entry);
    },
    cancel(job, reason) {
      if (rotation.remove(job)) {
        const [entry] = entries;
        if (entry) entries.delete(entry);
        entry?.abort(reason);
      } else {
        stops.get(job)?.abort(reason);
      }
    },
    waiting: () => rotation.inOrder(),
    running: () => [...stops.keys()],
    free: () => Math.max(0, slots - queue.pending - queue.size),
    slots: () => slots,
    setSlots(count) {
      slots = count;
      // p-queue knows no queue without a slot, but pausing.
      if (count === 0) return queue.pause();
      queue.concurrency = count;
      queue.start();
    },
    idle: () => queue.onIdle(),
  };
}
