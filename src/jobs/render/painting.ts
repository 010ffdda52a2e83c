/**
 * One picture being painted by one child process: its events, time limits and end. The reader hears the end only when
 * the child has really stopped: it said `done` or `failed`, or its process has ended. A child that is silent for too
 * long, runs past its deadline or does not stop when told to is killed.
 */
import {AppError} from '../../errors.ts';
import type {RenderEvent, RenderRequest} from '../../nst/contract/protocol.ts';
import {toError} from '../../nst/contract/serialized-error.ts';
import {createLatestMailbox} from '../latest-mailbox.ts';
import {keepUnreadFrame} from '../progress.ts';
import type {JobMessage, RendererChild} from './renderer-child.ts';

export interface PaintingLimits {
  /** Longest time for one picture, not counting the loading of weights. */
  deadlineMs: number;
  /** Longest silence while a picture is being painted. */
  stallMs: number;
  /** How long the child may take to stop after a cancel. */
  cancelGraceMs: number;
}

export interface Painting {
  events: AsyncIterable<RenderEvent>;
  /** Call with every job message of the child; messages of other jobs are ignored. */
  hear(message: JobMessage): void;
  /** Call when the child has ended. */
  lost(error: Error): void;
  /** Stops the painting; its events then end with `reason`. Does nothing when it is over. */
  cancel(reason: unknown): void;
  /** Resolves when the child has stopped, however it ended. */
  over: Promise<void>;
}

/** The picture took longer than allowed although the process was alive, so another attempt would not help. */
export class DeadlineError extends AppError {
  constructor(deadlineMs: number) {
    super('RENDER_TIMEOUT', `The picture was not finished within ${deadlineMs / 1000} s.`);
    this.name = 'DeadlineError';
  }
}

/** Sends the request to an idle child that is ready. `id` must be new to this child. */
export function startPainting(
  child: RendererChild,
  id: string,
  request: RenderRequest,
  limits: PaintingLimits,
): Painting {
  const {deadlineMs, stallMs, cancelGraceMs} = limits;
  const mailbox = createLatestMailbox<RenderEvent>({merge: keepUnreadFrame});
  let cancelled: {reason: unknown} | undefined;
  let settled = false;
  let settle: () => void;
  const over = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const deadline = setTimeout(() => child.kill(new DeadlineError(deadlineMs)), deadlineMs);
  const silence = setTimeout(() => {
    child.kill(new AppError('RENDER_TIMEOUT', `The render process was silent for ${stallMs / 1000} s.`));
  }, stallMs);
  let grace: NodeJS.Timeout | undefined;

  function end(outcome: {done: RenderEvent} | {error: unknown}): void {
    if (settled) return;
    settled = true;
    clearTimeout(deadline);
    clearTimeout(silence);
    clearTimeout(grace);
    if (cancelled) mailbox.fail(cancelled.reason);
    else if ('done' in outcome) mailbox.finish(outcome.done);
    else mailbox.fail(outcome.error);
    settle();
  }

  child.send({type: 'render', id, request: withoutOthers(request)});

  return {
    events: mailbox,
    hear(message) {
      if (settled || message.id !== id) return;
      silence.refresh();
      if (message.type === 'failed') end({error: toError(message.error)});
      else if (message.event.type === 'done') end({done: message.event});
      else mailbox.offer(message.event);
    },
    lost: (error) => end({error}),
    cancel(reason) {
      if (settled || cancelled) return;
      cancelled = {reason};
      child.send({type: 'cancel', id});
      grace = setTimeout(() => {
        child.kill(
          new AppError('RENDER_TIMEOUT', `The render process did not stop within ${cancelGraceMs / 1000} s.`),
        );
      }, cancelGraceMs);
    },
    over,
  };
}

/** Only the fields of a request: a job has more fields, which the child must not get. */
function withoutOthers(request: RenderRequest): RenderRequest {
  const {content, styles, start, settings, frameEveryMs, checkpointFile} = request;
  return {
    content,
    styles,
    settings,
    frameEveryMs,
    ...(start && {start}),
    ...(checkpointFile !== undefined && {checkpointFile}),
  };
}
