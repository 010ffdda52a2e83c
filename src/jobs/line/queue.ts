/**
 * The queue as its users see it: `submit` a job and hear where it stands, how it progresses and how it ends. `line.ts`
 * decides who runs when; this file decides who may join and what everybody hears.
 *
 * What an event costs does not grow with the number waiting: where everybody stands is worked out on a beat, for all
 * events since the last one, and told to as many as the reader's side can take.
 *
 * Invariants: at most as many jobs are painted at once as there are slots, and the next one starts only when one has
 * really stopped. A reader hears of an abort at once, even while the renderer is still stopping. A reader that is slow
 * or gone never holds up the line.
 */
import {AppError} from '../../errors.ts';
import type {JobEvent, JobQueue, QueuedJob, Renderer, SubmitOptions} from '../job.ts';
import {createLatestMailbox, type LatestMailbox} from '../latest-mailbox.ts';
import {keepUnreadFrame} from '../progress.ts';
import {createBeat} from './beat.ts';
import {type CostModel, createCostModel} from './cost-model.ts';
import {type Forecast, forecast} from './forecast.ts';
import {createLine} from './line.ts';
import {type Told, toldNow, whoHears} from './news.ts';

export interface JobQueueOptions {
  /**
   * Paints as many pictures at once as the queue has slots. Its iterator must settle only when the painting has
   * stopped. The queue does not close it.
   */
  renderer: Renderer<QueuedJob>;
  /** How many jobs may wait, not counting running ones. Read for each new job, as is `maxPerOwner`: both may change. */
  readonly maxWaiting: number;
  /** Jobs one owner may have waiting or running. */
  readonly maxPerOwner: number;
  /** Learns from every finished picture. Pass one taught by stored records to have forecasts at once. */
  costModel?: CostModel;
}

const beatMs = 500;
/** Readers who hear at one beat how they stand. Ten a second leave most of Discord's fifty requests to the pictures. */
const mostNews = 5;

/** One submitted job, from `submit` until it ends or is cancelled. */
interface Ticket {
  job: QueuedJob;
  hooks: Pick<SubmitOptions, 'onStart' | 'onStopped' | 'onWorker'>;
  mailbox: LatestMailbox<JobEvent>;
  /** Stops listening to the caller's signal. */
  forgetCaller: () => void;
  told?: Told;
  /** When a running job is expected to end, by `performance.now()`. */
  endsAtMs?: number;
}

export function createJobQueue(options: JobQueueOptions): JobQueue {
  const {renderer, costModel = createCostModel()} = options;
  const line = createLine<Ticket>({process: paint, ownerOf: ({job}) => job.owner});
  const tellSoon = createBeat(tell, beatMs);
  /** Jobs that have neither ended nor been cancelled. */
  const live = new Set<Ticket>();
  /** Places kept for jobs that will be submitted soon. */
  let kept = 0;
  /** How many live jobs and kept places each owner has. */
  const owned = new Map<string, number>();
  let closing = false;

  async function paint(ticket: Ticket, signal: AbortSignal): Promise<void> {
    const {mailbox, job, hooks} = ticket;
    expectEnd(ticket, costModel.estimateSeconds(job.settings));
    tellSoon();
    try {
      hooks.onStart?.();
      const {onWorker} = hooks;
      for await (const event of renderer.render(job, {signal, ...(onWorker && {onWorker})})) {
        if (event.type === 'done') {
          costModel.learn(event.record);
          mailbox.finish(event);
        } else {
          expectEnd(ticket, event.etaSeconds);
          mailbox.offer(event);
          tellSoon();
        }
        if (signal.aborted) break;
      }
      mailbox.fail(new AppError('RENDER_CRASHED', 'The renderer stopped without a picture.'));
    } catch (error) {
      mailbox.fail(error);
    } finally {
      retire(ticket);
      hooks.onStopped?.();
    }
  }

  function retire(ticket: Ticket): void {
    if (!live.delete(ticket)) return;
    own(ticket.job.owner, -1);
    ticket.forgetCaller();
  }

  function own(owner: string, change: 1 | -1): void {
    const count = (owned.get(owner) ?? 0) + change;
    if (count > 0) owned.set(owner, count);
    else owned.delete(owner);
  }

  function cancel(ticket: Ticket, reason: unknown): void {
    if (!live.has(ticket)) return;
    retire(ticket);
    ticket.mailbox.fail(reason);
    line.cancel(ticket, reason);
    tellSoon();
  }

  function tell(): void {
    const nowMs = performance.now();
    const {waiting, starts} = outlook();
    for (const index of whoHears(waiting, starts, mostNews, nowMs)) {
      const [ticket, position, startsInSeconds] = [waiting[index] as Ticket, index + 1, starts[index]];
      ticket.told = toldNow(position, startsInSeconds, nowMs);
      ticket.mailbox.offer({
        type: 'queued',
        position,
        ...(startsInSeconds !== undefined && {startsInSeconds}),
      });
    }
  }

  /** Everybody who waits, next one first, with their forecast. The only work that grows with their number. */
  function outlook(): Forecast & {waiting: readonly Ticket[]} {
    const waiting = line.waiting();
    const durations = waiting.map(({job}) => costModel.estimateSeconds(job.settings));
    return {waiting, ...forecast(secondsUntilFree(), durations)};
  }

  /** Seconds until each slot is free, if known. Jobs that are being stopped count as ended. */
  function secondsUntilFree(): (number | undefined)[] {
    const running = line.running().map((ticket) => {
      if (!live.has(ticket)) return 0;
      return ticket.endsAtMs && Math.max(0, (ticket.endsAtMs - performance.now()) / 1000);
    });
    const idle = Array.from({length: Math.max(0, line.slots() - running.length)}, () => 0);
    // `sort` puts undefined last.
    const all = [...running, ...idle].sort((one = 0, other = 0) => one - other);
    // If slots were taken away, more jobs run than there are slots: the first ones to end free no slot.
    return all.slice(all.length - line.slots());
  }

  /** @throws AppError when the job may not join the line. */
  function requirePlace(owner: string): void {
    if (closing) throw shuttingDown();
    const {maxWaiting, maxPerOwner} = options;
    const count = owned.get(owner) ?? 0;
    if (count >= maxPerOwner) {
      const message = `You already have ${count} of at most ${maxPerOwner} pictures waiting or being painted.`;
      throw new AppError('QUEUE_FULL', message, {
        detail: {reason: 'ownerFull', owned: count, most: maxPerOwner},
      });
    }
    if (line.waitingCount() + kept >= maxWaiting + line.free()) {
      const seconds = Math.ceil(secondsUntilFree()[0] ?? 0);
      const when = seconds > 0 ? ` The next place should be free in about ${seconds} s.` : '';
      throw new AppError('QUEUE_FULL', `The queue is full: at most ${maxWaiting} can wait.${when}`, {
        detail: {reason: 'queueFull', most: maxWaiting, ...(seconds > 0 && {seconds})},
      });
    }
  }

  return {
    submit(job, {signal, resumed = false, ...hooks}) {
      if (closing) throw shuttingDown();
      if (!resumed) requirePlace(job.owner);
      const mailbox = createLatestMailbox<JobEvent>({
        merge: keepUnreadFrame,
        onLeave: () => cancel(ticket, new DOMException('The reader left.', 'AbortError')),
      });
      const onAbort = () => cancel(ticket, signal.reason);
      const forgetCaller = () => signal.removeEventListener('abort', onAbort);
      const ticket: Ticket = {job, mailbox, forgetCaller, hooks};
      // An earlier process has told something, and thousands may come back at once.
      if (resumed) ticket.told = {atMs: performance.now()};
      if (signal.aborted) {
        mailbox.fail(signal.reason);
        return mailbox;
      }
      signal.addEventListener('abort', onAbort, {once: true});
      live.add(ticket);
      own(job.owner, 1);
      line.add(ticket);
      tellSoon();
      return mailbox;
    },
    admit(owner) {
      requirePlace(owner);
      kept += 1;
      own(owner, 1);
      let isGivenBack = false;
      return () => {
        if (isGivenBack) return;
        isGivenBack = true;
        kept -= 1;
        own(owner, -1);
      };
    },
    overview() {
      const {waiting, starts, idleInSeconds} = outlook();
      const painting = line.running().filter((ticket) => live.has(ticket));
      return {
        running: painting.map(({job}) => job.jobId),
        waiting: waiting.map(({job: {jobId}}, index) => {
          const startsInSeconds = starts[index];
          return {jobId, ...(startsInSeconds !== undefined && {startsInSeconds})};
        }),
        ...(idleInSeconds !== undefined && {idleInSeconds}),
      };
    },
    counts: () => ({waiting: line.waitingCount(), running: line.running().length}),
    setSlots(count) {
      line.setSlots(count);
      tellSoon();
    },
    async close() {
      closing = true;
      for (const ticket of live) cancel(ticket, new AppError('SHUTTING_DOWN', 'The bot is stopping.'));
      await line.idle();
    },
  };
}

function shuttingDown(): AppError {
  return new AppError('SHUTTING_DOWN', 'No new pictures are accepted: the bot is stopping.');
}

function expectEnd(ticket: Ticket, inSeconds: number | undefined): void {
  if (inSeconds !== undefined && Number.isFinite(inSeconds))
    ticket.endsAtMs = performance.now() + inSeconds * 1000;
}
