/**
 * Who runs when: jobs stand in line and are worked off one at a time, in turns between their owners. p-queue keeps the
 * slot today; a fleet of workers behind Redis (BullMQ: add, process with a signal, cancel, counts) can take its place
 * without anyone outside this file knowing.
 *
 * p-queue frees its slot when the signal of a *running* task fires, though the task goes on. So p-queue gets a
 * signal that fires only while the job waits; a running job is stopped from inside, by a signal of its own, and
 * keeps the slot until `process` has settled. The entries of p-queue are all alike: one for each job in line, and
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
  /** The job that holds the slot, also while it is being stopped. */
  running(): Job | undefined;
  /** Whether a job added now would have to wait. */
  busy(): boolean;
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
  let slot: {job: Job; stop: AbortController} | undefined;

  async function work(): Promise<void> {
    const job = rotation.next();
    if (!job) throw new Error('Expected a waiting job for each entry in line, found none.');
    const stop = new AbortController();
    slot = {job, stop};
    try {
      await process(job, stop.signal);
    } finally {
      slot = undefined;
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
      } else if (slot?.job === job) {
        slot.stop.abort(reason);
      }
    },
    waiting: () => rotation.inOrder(),
    running: () => slot?.job,
    busy: () => queue.pending > 0 || queue.size > 0,
    idle: () => queue.onIdle(),
  };
}
