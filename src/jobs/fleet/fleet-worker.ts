/**
 * The worker's side of a fleet: takes one picture at a time from Redis, has it painted and sends back the result. If a
 * worker is lost, BullMQ gives its picture to another one; a worker that stops gives its picture back itself.
 */
import {rm} from 'node:fs/promises';
import {type Job, WaitingError, Worker} from 'bullmq';
import {AppError} from '../../errors.ts';
import type {Quality, RenderRecord, RenderRequest} from '../../nst/contract/protocol.ts';
import {serializeError} from '../../nst/contract/serialized-error.ts';
import type {Renderer} from '../job.ts';
import {connectRedis, type FleetAddress, queueName, queueOptions} from './connection.ts';
import {followOutage} from './outage.ts';
import {createParcels, type Order, type Outcome, type Report} from './parcels.ts';
import {joinRoster, type RosterOptions} from './roster.ts';

export interface FleetWorkerOptions extends FleetAddress, RosterOptions {
  /** Paints on this machine. The worker does not close it. */
  renderer: Renderer<RenderRequest>;
  /** File that keeps the state of a picture, so that this worker can continue it after a restart. */
  checkpointFile(jobId: string): string;
  onNews(news: FleetWorkerNews): void;
}

export type FleetWorkerNews =
  | {type: 'begun'; jobId: string}
  | {
      type: 'ended';
      jobId: string;
      how: Outcome['type'] | 'given back';
      error?: unknown;
      /** Present when done. */
      painted?: {quality: Quality; device: string; seconds: number};
    }
  | {type: 'trouble'; error: Error}
  /** The trouble is over. */
  | {type: 'recovered'};

export interface FleetWorker {
  /** Resolves when Redis has answered for the first time, so that pictures can come. */
  connected: Promise<void>;
  /** Whether Redis is reached now. */
  reaches(): boolean;
  /** Saves the state of the picture being painted and gives it back; resolves when nothing is painted here. */
  close(): Promise<void>;
}

const lookEveryMs = 1_000;
/** A worker silent for this long counts as lost. It renews its lock twice in that time, even while it paints. */
const lostAfterMs = 10_000;
/** A picture is given up when it has cost more workers than this. */
const mostLost = 2;

/** Painting here stopped for a reason that is not a failure. */
class Stopped extends Error {
  readonly why: 'unwanted' | 'closing' | 'taken over';

  constructor(why: Stopped['why']) {
    super(`stopped: ${why}`);
    this.why = why;
  }
}

export function startFleetWorker(options: FleetWorkerOptions): FleetWorker {
  const {renderer, self, onMembers, checkpointFile, onNews} = options;
  const redis = connectRedis(options);
  const onTrouble = followOutage(redis, {
    onTrouble: (error) => onNews({type: 'trouble', error}),
    onOver: () => onNews({type: 'recovered'}),
  });
  const parcels = createParcels(redis, options);
  let current: {jobId: string; stop: AbortController} | undefined;
  let closing = false;
  const roster = joinRoster(redis, options, {
    self: () => ({...self(), isPainting: current !== undefined}),
    onMembers,
  });

  async function paint(job: Job<Order, Outcome>, signal: AbortSignal): Promise<Outcome> {
    const jobId = job.id as string;
    const request = await parcels.receiveInputs(jobId, job.data);
    if (!request) return {type: 'unwanted'};
    let frames = 0;
    const painting = renderer.render({...request, checkpointFile: checkpointFile(jobId)}, {signal});
    for await (const event of painting) {
      if (event.type === 'done') {
        await parcels.send(jobId, 'picture', event.image);
        return {type: 'done', record: event.record};
      }
      const {frame, ...rest} = event;
      if (frame) {
        await parcels.send(jobId, 'frame', frame);
        frames += 1;
      }
      await job.updateProgress({...rest, frames} satisfies Report);
    }
    throw new AppError('RENDER_CRASHED', 'The renderer stopped without a picture.');
  }

  async function work(job: Job<Order, Outcome>, token = ''): Promise<Outcome> {
    const jobId = job.id as string;
    const stop = new AbortController();
    current = {jobId, stop};
    roster.sign();
    if (closing) stop.abort(new Stopped('closing'));
    const watch = setInterval(async () => {
      const wanted = await parcels.isWanted(jobId).catch(() => true);
      if (!wanted) stop.abort(new Stopped('unwanted'));
    }, lookEveryMs);
    onNews({type: 'begun', jobId});
    try {
      const outcome = await outcomeOf(paint(job, stop.signal));
      if (outcome === 'given back') {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      await rm(checkpointFile(jobId), {force: true});
      return outcome;
    } finally {
      clearInterval(watch);
      current = undefined;
      roster.sign();
    }

    async function outcomeOf(painting: Promise<Outcome>): Promise<Outcome | 'given back'> {
      try {
        const outcome = await painting;
        onNews({
          type: 'ended',
          jobId,
          how: outcome.type,
          ...(outcome.type === 'done' && {painted: paintedBy(outcome.record)}),
        });
        return outcome;
      } catch (error) {
        const stopped = error instanceof Stopped;
        const how = !stopped ? 'failed' : error.why === 'closing' ? 'given back' : 'unwanted';
        onNews({type: 'ended', jobId, how, ...(!stopped && {error})});
        if (how === 'failed') return {type: 'failed', error: serializeError(error)};
        return how === 'unwanted' ? {type: 'unwanted'} : how;
      }
    }
  }

  const worker = new Worker<Order, Outcome>(queueName, work, {
    ...queueOptions(options),
    // The bot reads it off the job.
    name: self().name,
    concurrency: 1,
    lockDuration: lostAfterMs,
    stalledInterval: lostAfterMs,
    maxStalledCount: mostLost,
  })
    .on('error', onTrouble)
    // Redis was out of reach so long that another worker may have the picture by now.
    .on('lockRenewalFailed', (jobIds) => {
      if (current && jobIds.includes(current.jobId)) current.stop.abort(new Stopped('taken over'));
    });

  return {
    connected: new Promise((resolve) => redis.once('ready', () => resolve())),
    reaches: () => redis.status === 'ready',
    async close() {
      closing = true;
      current?.stop.abort(new Stopped('closing'));
      // Without Redis, nothing can be given back, and BullMQ would wait for it.
      await worker.close(redis.status !== 'ready');
      await roster.close();
      redis.disconnect();
    },
  };
}

function paintedBy({settings, device, seconds}: RenderRecord) {
  return {quality: settings.quality, device, seconds};
}
