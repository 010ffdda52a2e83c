/**
 * Who runs when: jobs stand in line and are worked off in turns between their owners, as many at once as there are
 * slots. One slot at first; a fleet of workers has one for each.
 *
 * The rotation is p-queue's queue: it says which waiting job is next, and a job cancelled while it waits is taken out
 * of it. p-queue never gets a signal, because it frees a slot when the signal of a *running* task fires, though the
 * task goes on. A running job is stopped from inside, by a signal of its own, and keeps its slot until `process` has
 * settled.
 */
import PQueue, {type Queue, type QueueAddOptions} from 'p-queue';
import {createRotation} from './rotation.ts';

export interface Line<Job> {
  /** Puts a job in line; it may start before this returns. */
  add(job: Job): void;
  /** Takes a waiting job out, or tells a running one to stop. Anything else is left alone. */
  cancel(job: Job, reason: unknown): void;
  /** Waiting jobs in the order of their turns, next one first. Takes longer the more wait. */
  waiting(): readonly Job[];
  waitingCount(): number;
  /** The jobs that hold a slot, also while they are being stopped; the one that began first comes first. */
  running(): readonly Job[];
  /** Jobs that could be added now and would not have to wait. */
  free(): number;
  slots(): number;
  /** @param count 0 or more; jobs that run keep their slots, waiting ones may start before this returns */
  setSlots(count: number): void;
  /** Resolves when nothing waits or runs. Without slots, what waits must be cancelled first. */
  idle(): Promise<void>;
}

export interface LineOptions<Job> {
  /** Works one job off. It settles when the job has really stopped, soon after the signal fires. */
  process(job: Job, signal: AbortSignal): Promise<void>;
  /** Returns the owner whom a job belongs to; owners take turns. */
  ownerOf(job: Job): string;
}

type Run = () => Promise<unknown>;
type Place<Job> = QueueAddOptions & {job: Job};

export function createLine<Job extends object>({process, ownerOf}: LineOptions<Job>): Line<Job> {
  const rotation = createRotation(ownerOf);
  /** What p-queue runs for each waiting job. */
  const runs = new Map<Job, Run>();
  /** What stops each running job. */
  const stops = new Map<Job, AbortController>();
  let slots = 1;

  /** The rotation, as p-queue asks for it. */
  class Turns implements Queue<Run, Place<Job>> {
    get size(): number {
      return rotation.size;
    }
    enqueue(run: Run, {job}: Partial<Place<Job>> = {}): void {
      if (!job) throw new TypeError('Expected a task with a job, received one without.');
      rotation.add(job);
      runs.set(job, run);
    }
    dequeue(): Run | undefined {
      const job = rotation.next();
      return job && runs.get(job);
    }
    filter(): Run[] {
      return [...runs.values()];
    }
    setPriority(): never {
      throw new Error('Expected turns, not priorities.');
    }
  }
  const queue = new PQueue<Turns, Place<Job>>({concurrency: 1, queueClass: Turns});

  async function work(job: Job): Promise<void> {
    const stop = new AbortController();
    runs.delete(job);
    stops.set(job, stop);
    try {
      await process(job, stop.signal);
    } finally {
      stops.delete(job);
      rotation.finish(job);
    }
  }

  return {
    add(job) {
      void queue.add(() => work(job), {job});
    },
    cancel(job, reason) {
      if (rotation.remove(job)) runs.delete(job);
      else stops.get(job)?.abort(reason);
    },
    waiting: () => rotation.inOrder(),
    waitingCount: () => rotation.size,
    running: () => [...stops.keys()],
    free: () => Math.max(0, slots - queue.pending - queue.size),
    slots: () => slots,
    setSlots(count) {
      slots = count;
      // p-queue does not allow a concurrency of 0, so pause it instead.
      if (count === 0) return queue.pause();
      queue.concurrency = count;
      queue.start();
    },
    idle: () => queue.onIdle(),
  };
}
