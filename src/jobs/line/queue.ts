/**
 * The queue as its users see it: `submit` a job and hear where it stands, how it progresses and how it ends. `line.ts`
 * decides who runs when; this file decides who may join and what everybody hears.
 *
 * Invariants: at most as many jobs are painted at once as there are slots, and the next one starts only when one has
 * really stopped. A reader hears of an abort at once, even while the renderer is still stopping. A reader that is slow
 * or gone never holds up the line.
 */
import {AppError} from '../../errors.ts';
import type {JobEvent, JobQueue, JobRequest, Renderer, SubmitOptions} from '../job.ts';
import {createLatestMailbox, type LatestMailbox} from '../latest-mailbox.ts';
import {keepUnreadFrame} from '../progress.ts';
import {type CostModel, createCostModel} from './cost-model.ts';
import {createLine} from './line.ts';

export interface JobQueueOptions {
  /**
   * Paints as many pictures at once as the queue has slots. Its iterator must settle only when the painting has
   * stopped. The queue does not close it.
   */
  renderer: Renderer;
  /** How many jobs may wait, not counting running ones. */
  maxWaiting: number;
  /** Jobs one owner may have waiting or running. */
  maxPerOwner: number;
  /** Learns from every finished picture. Pass one taught by stored records to have forecasts at once. */
  costModel?: CostModel;
}

/** If a forecast moves by less than this, it is not told. */
const forecastToleranceMs = 10_000;

/** One submitted job, from `submit` until it ends or is cancelled. */
interface Ticket {
  request: JobRequest;
  hooks: Pick<SubmitOptions, 'onStart' | 'onStopped'>;
  mailbox: LatestMailbox<JobEvent>;
  /** Stops listening to the caller's signal. */
  forgetCaller: () => void;
  /** What the reader was last told: its place and, by `performance.now()`, its start. */
  told?: {position: number; startsAtMs: number | undefined};
  /** When a running job is expected to end, by `performance.now()`. */
  endsAtMs?: number;
}

export function createJobQueue(options: JobQueueOptions): JobQueue {
  const {renderer, maxWaiting, maxPerOwner, costModel = createCostModel()} = options;
  const line = createLine<Ticket>({process: paint, ownerOf: ({request}) => request.owner});
  /** Jobs that have neither ended nor been cancelled. */
  const live = new Set<Ticket>();
  /** Places kept for jobs that will be submitted soon. */
  const kept = new Set<{owner: string}>();
  let closing = false;

  async function paint(ticket: Ticket, signal: AbortSignal): Promise<void> {
    const {mailbox, request, hooks} = ticket;
    expectEnd(ticket, costModel.estimateSeconds(request.settings));
    announcePositions();
    try {
      hooks.onStart?.();
      for await (const event of renderer.render(request, {signal})) {
        if (event.type === 'done') {
          costModel.learn(event.record);
          mailbox.finish(event);
        } else {
          expectEnd(ticket, event.etaSeconds);
          mailbox.offer(event);
          announcePositions();
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
    live.delete(ticket);
    ticket.forgetCaller();
  }

  function cancel(ticket: Ticket, reason: unknown): void {
    if (!live.has(ticket)) return;
    retire(ticket);
    ticket.mailbox.fail(reason);
    line.cancel(ticket, reason);
    announcePositions();
  }

  /** Tells waiting readers when their position or the forecast of their start has changed. */
  function announcePositions(): void {
    for (const [index, {ticket, startsInSeconds}] of forecast().starts.entries()) {
      announce(ticket, index + 1, startsInSeconds);
    }
  }

  /** When each waiting job starts and when the last one ends; undefined where that cannot be forecast. */
  function forecast() {
    const ends = secondsUntilFree();
    const starts = line.waiting().map((ticket) => {
      const startsInSeconds = earliest(ends);
      const estimate = costModel.estimateSeconds(ticket.request.settings);
      if (startsInSeconds !== undefined) {
        ends[ends.indexOf(startsInSeconds)] = estimate && startsInSeconds + estimate;
      }
      return {ticket, startsInSeconds};
    });
    return {starts, idleInSeconds: latest(ends)};
  }

  function announce(ticket: Ticket, position: number, startsInSeconds: number | undefined): void {
    const startsAtMs = startsInSeconds === undefined ? undefined : performance.now() + startsInSeconds * 1000;
    const {told} = ticket;
    if (told?.position === position && !isNews(told.startsAtMs, startsAtMs)) return;
    ticket.told = {position, startsAtMs};
    ticket.mailbox.offer({type: 'queued', position, ...(startsInSeconds !== undefined && {startsInSeconds})});
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
    const owners = [...[...live].map(({request}) => request.owner), ...[...kept].map((place) => place.owner)];
    const owned = owners.filter((other) => other === owner).length;
    if (owned >= maxPerOwner) {
      const message = `You already have ${owned} of at most ${maxPerOwner} pictures waiting or being painted.`;
      throw new AppError('QUEUE_FULL', message, {detail: {reason: 'ownerFull', owned, most: maxPerOwner}});
    }
    if (line.waiting().length + kept.size >= maxWaiting + line.free()) {
      const seconds = Math.ceil(earliest(secondsUntilFree()) ?? 0);
      const when = seconds > 0 ? ` The next place should be free in about ${seconds} s.` : '';
      throw new AppError('QUEUE_FULL', `The queue is full: at most ${maxWaiting} can wait.${when}`, {
        detail: {reason: 'queueFull', most: maxWaiting, ...(seconds > 0 && {seconds})},
      });
    }
  }

  return {
    submit(request, {signal, resumed = false, ...hooks}) {
      if (closing) throw shuttingDown();
      if (!resumed) requirePlace(request.owner);
      const mailbox = createLatestMailbox<JobEvent>({
        merge: keepUnreadFrame,
        onLeave: () => cancel(ticket, new DOMException('The reader left.', 'AbortError')),
      });
      const onAbort = () => cancel(ticket, signal.reason);
      const forgetCaller = () => signal.removeEventListener('abort', onAbort);
      const ticket: Ticket = {request, mailbox, forgetCaller, hooks};
      if (signal.aborted) {
        mailbox.fail(signal.reason);
        return mailbox;
      }
      signal.addEventListener('abort', onAbort, {once: true});
      live.add(ticket);
      line.add(ticket);
      announcePositions();
      return mailbox;
    },
    admit(owner) {
      requirePlace(owner);
      const place = {owner};
      kept.add(place);
      return () => kept.delete(place);
    },
    overview() {
      const {starts, idleInSeconds} = forecast();
      const painting = line.running().filter((ticket) => live.has(ticket));
      return {
        running: painting.map(({request}) => request.jobId),
        waiting: starts.map(({ticket, startsInSeconds}) => ({
          jobId: ticket.request.jobId,
          ...(startsInSeconds !== undefined && {startsInSeconds}),
        })),
        ...(idleInSeconds !== undefined && {idleInSeconds}),
      };
    },
    counts: () => ({waiting: line.waiting().length, running: line.running().length}),
    setSlots(count) {
      line.setSlots(count);
      announcePositions();
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

/** The earliest known time; undefined when no time is known. */
function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** The latest time; undefined when a time is unknown or the list is empty. */
function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === times.length && known.length > 0 ? Math.max(...known) : undefined;
}

function isNews(toldMs: number | undefined, forecastMs: number | undefined): boolean {
  if (forecastMs === undefined) return false;
  return toldMs === undefined || Math.abs(forecastMs - toldMs) > forecastToleranceMs;
}
