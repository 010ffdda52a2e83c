/**
 * Who runs when: jobs stand in line and are worked off one at a time, in the order they came. p-queue keeps the
 * line today; a fleet of workers behind Redis (BullMQ: add, process with a signal, cancel, counts) can take its
 * place without anyone outside this file knowing.
 *
 * p-queue frees its slot when the signal of a *running* task fires, though the task goes on. So p-queue gets a
 * signal that fires only while the job waits; a running job is stopped from inside, by a signal of its own, and
 * keeps the slot until `process` has settled.
 */
import PQueue from 'p-queue';

export interface Line<Job> {
  /** Puts a job at the end; it may start before this returns. */
  add(job: Job): void;
  /** Takes a waiting job out, or tells a running one to stop. Anything else is left alone. */
  cancel(job: Job, reason: unknown): void;
  /** Waiting jobs, next one first. */
  waiting(): readonly Job[];
  /** The job that holds the slot, also while it is being stopped. */
  running(): Job | undefined;
  /** Whether a job added now would have to wait. */
  busy(): boolean;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
}

/** `process` works one job off. It settles when the job has really stopped, soon after the signal fires. */
export function createLine<Job extends object>(
  process: (job: Job, signal: AbortSignal) => Promise<void>,
): Line<Job> {
  const queue = new PQueue({concurrency: 1});
  /** In the order they will run, each with what takes it out of p-queue. */
  const waiting = new Map<Job, AbortController>();
  let slot: {job: Job; stop: AbortController} | undefined;

  async function work(job: Job): Promise<void> {
    const stop = new AbortController();
    waiting.delete(job);
    slot = {job, stop};
    try {
      await process(job, stop.signal);
    } finally {
      slot = undefined;
    }
  }

  async function stand(job: Job, leave: AbortController): Promise<void> {
    try {
      await queue.add(() => work(job), {signal: leave.signal});
    } catch (error) {
      if (!leave.signal.aborted) throw error;
    }
  }

  return {
    add(job) {
      const leave = new AbortController();
      waiting.set(job, leave);
      void stand(job, leave);
    },
    cancel(job, reason) {
      const leave = waiting.get(job);
      if (leave) {
        waiting.delete(job);
        leave.abort(reason);
      } else if (slot?.job === job) {
        slot.stop.abort(reason);
      }
    },
    waiting: () => [...waiting.keys()],
    running: () => slot?.job,
    busy: () => queue.pending > 0 || queue.size > 0,
    idle: () => queue.onIdle(),
  };
}
