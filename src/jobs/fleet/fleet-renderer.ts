/**
 * The bot's side of a fleet: a renderer that hands each picture to a free worker and follows it by reading its entry in
 * Redis. Entries have the job's id, so a bot that restarts finds the pictures still being painted. If Redis has lost
 * everything, the bot hands the pictures out again.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {type Job, Queue} from 'bullmq';
import {AppError} from '../../errors.ts';
import type {RenderDone, RenderProgress} from '../../nst/contract/protocol.ts';
import {toError} from '../../nst/contract/serialized-error.ts';
import type {JobRequest, Renderer} from '../job.ts';
import {JobStopped} from '../job-stopped.ts';
import {unlessAborted} from '../unless-aborted.ts';
import {connectRedis, type FleetAddress, queueName, queueOptions} from './connection.ts';
import {followOutage, type OutageNews} from './outage.ts';
import {createParcels, type Order, type Outcome, outcomeSchema, reportSchema} from './parcels.ts';
import {joinRoster, type RosterOptions, type WorkerEntry, workersOf} from './roster.ts';

export interface FleetOptions extends FleetAddress, OutageNews, Omit<RosterOptions, 'self'> {
  /** Name of this bot's machine, for people. */
  name: string;
  /** The product's version. */
  version: string;
  /** Called with the number of connected workers whenever it changes. */
  onWorkers(count: number): void;
}

/** Short, so that a picture of two seconds does not take three. */
const lookEveryMs = 250;
/** Short, so that a worker that joins has its first picture within a second. */
const countEveryMs = 500;
/** How long a worker may take to stop after its job was taken back. */
const withdrawGraceMs = 10_000;
/** Longest wait for Redis to take this bot off the roster. */
const leaveMs = 300;
/** How long ended entries are kept, in seconds, in case the bot does not come back for them. */
const kept = {age: 2 * 86_400};

export interface FleetRenderer extends Renderer {
  /** The workers as they describe themselves. Waits for a Redis that is out of reach. */
  workers(): Promise<WorkerEntry[]>;
}

export function createFleetRenderer(options: FleetOptions): FleetRenderer {
  const {onWorkers, name, version, onMembers} = options;
  const redis = connectRedis(options);
  const onTrouble = followOutage(redis, options);
  const parcels = createParcels(redis, options);
  const queue = new Queue<Order, Outcome>(queueName, queueOptions(options)).on('error', onTrouble);
  const self = () => ({role: 'bot', name, version}) as const;
  const roster = joinRoster(redis, options, {self, onMembers});
  let workers: number | undefined;
  let counting = false;
  const counter = setInterval(countWorkers, countEveryMs);
  void countWorkers();

  async function countWorkers(): Promise<void> {
    if (counting) return;
    counting = true;
    try {
      const count = await queue.getWorkersCount();
      if (count !== workers) onWorkers(count);
      workers = count;
    } catch (error) {
      onTrouble(error as Error);
    } finally {
      counting = false;
    }
  }

  async function handOut(request: JobRequest): Promise<void> {
    const order = await parcels.sendInputs(request.jobId, request);
    await queue.add('paint', order, {jobId: request.jobId, removeOnComplete: kept, removeOnFail: kept});
  }

  /** @param framesSeen the number of frames reported when the last frame was fetched */
  async function progressOf(
    job: Job,
    framesSeen: number,
  ): Promise<(RenderProgress & {frames: number}) | undefined> {
    const report = reportSchema.safeParse(job.progress);
    if (!report.success) return undefined;
    const isNew = report.data.frames !== framesSeen;
    const frame = isNew ? await parcels.receive(job.id as string, 'frame') : undefined;
    return {...report.data, ...(frame && {frame})};
  }

  /** The picture of an ended job; undefined when it must be painted again. @throws the worker's error if it failed */
  async function resultOf(job: Job): Promise<RenderDone | undefined> {
    if (job.failedReason !== undefined) {
      throw new AppError('RENDER_CRASHED', `The workers lost the picture: ${job.failedReason}.`);
    }
    const outcome = outcomeSchema.parse(job.returnvalue);
    if (outcome.type === 'failed') throw toError(outcome.error);
    if (outcome.type === 'unwanted') return undefined;
    const image = await parcels.receive(job.id as string, 'picture');
    return image && {type: 'done', image, record: outcome.record};
  }

  /** Takes a job back. Resolves when nobody paints it any more, or after `withdrawGraceMs`. */
  async function withdraw(jobId: string): Promise<void> {
    await parcels.drop(jobId);
    const giveUpMs = performance.now() + withdrawGraceMs;
    while (performance.now() < giveUpMs) {
      const job = await queue.getJob(jobId);
      if (!job) return;
      try {
        return await job.remove();
      } catch {
        // A worker is painting it and will notice within a second.
        await sleep(lookEveryMs);
      }
    }
  }

  return {
    async *render(request, {signal, onWorker}) {
      const {jobId} = request;
      const look = <Value>(work: Promise<Value>): Promise<Value> => unlessAborted(work, signal);
      let over = false;
      let step = -1;
      let frames = 0;
      let worker: string | undefined;
      try {
        for (;;) {
          const job = await look(queue.getJob(jobId));
          if (job?.processedBy !== undefined && job.processedBy !== worker) {
            worker = job.processedBy;
            onWorker?.(worker);
          }
          const done = job?.finishedOn ? await look(resultOf(job)) : undefined;
          if (done) {
            over = true;
            yield done;
            await withdraw(jobId);
            return;
          }
          if (!job) {
            await look(handOut(request));
          } else if (job.finishedOn) {
            await look(job.remove());
          } else {
            const progress = await look(progressOf(job, frames));
            if (progress && progress.step !== step) {
              ({step, frames} = progress);
              yield progress;
            }
          }
          await sleep(lookEveryMs, undefined, {signal}).catch(() => signal.throwIfAborted());
        }
      } finally {
        // If the bot is only restarting, its picture continues meanwhile.
        const restarting = signal.reason instanceof JobStopped && signal.reason.why === 'shutting-down';
        if (!over && !restarting) await Promise.race([withdraw(jobId), sleep(withdrawGraceMs)]);
      }
    },

    workers: async () => workersOf(await roster.members()),

    async close() {
      clearInterval(counter);
      await Promise.race([roster.close(), sleep(leaveMs, undefined, {ref: false})]);
      // `close()` would wait for a Redis that is out of reach.
      await queue.disconnect();
      redis.disconnect();
    },
  };
}
