import {setTimeout as delay} from 'node:timers/promises';
import type {Log} from '../../../system/log.ts';
import {isPassing} from './discord-errors.ts';
import {
  MessageGoneError,
  MessageOutOfReachError,
  type OutgoingMessage,
  type PostedMessage,
  type ReplyTarget,
} from './reply-target.ts';
import {ThrottledEditor} from './throttled-editor.ts';

/** Discord allows a webhook about five edits in two seconds, and several jobs may share a channel. */
const minIntervalMs = 2_500;
const settleMs = 150;
const finalRetryDelaysMs = [1_000, 4_000, 10_000];

export interface LiveMessageOptions {
  log: Log;
  /** The message exists now. */
  onPosted(message: PostedMessage): void;
  /** The message can no longer be seen. */
  onGone(): void;
}

/** A reply that follows a job: passing states while it runs, then one final state. */
export class LiveMessage {
  readonly #target: ReplyTarget;
  readonly #options: LiveMessageOptions;
  readonly #editor: ThrottledEditor<OutgoingMessage>;
  #posted: PostedMessage | undefined;
  #outOfReach = false;

  constructor(target: ReplyTarget, options: LiveMessageOptions) {
    this.#target = target;
    this.#options = options;
    this.#editor = new ThrottledEditor((message) => this.#write(message), {
      minIntervalMs,
      settleMs,
      merge: keepFile,
      onError: (error) => this.#onError(error),
    });
  }

  /** The message, once it shows anything. */
  get posted(): PostedMessage | undefined {
    return this.#posted;
  }

  /** Shows a passing state. A newer one replaces it if it is still waiting, but the newest file is kept. */
  show(message: OutgoingMessage): void {
    this.#editor.offer(message);
  }

  /**
   * Shows the final state. `tries`: the most attempts to make.
   * @throws MessageGoneError, MessageOutOfReachError, or Discord's error after several tries
   */
  async finish(message: OutgoingMessage, {tries = Number.POSITIVE_INFINITY} = {}): Promise<PostedMessage> {
    await this.#editor.close();
    for (const delayMs of finalRetryDelaysMs.slice(0, tries - 1)) {
      try {
        return await this.#write(message);
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.#options.log.warn({err: error, delayMs}, 'final edit failed, trying again');
        await delay(delayMs);
      }
    }
    return this.#write(message);
  }

  /** Stops editing the message; resolves when no edit is under way. */
  close(): Promise<void> {
    return this.#editor.close();
  }

  async #write(message: OutgoingMessage): Promise<PostedMessage> {
    const posted = await this.#target.edit(message);
    if (!this.#posted) this.#options.onPosted(posted);
    this.#posted = posted;
    return posted;
  }

  /** Logs the reason once, because every further state fails in the same way. */
  #tellOnce(reason: string): void {
    if (!this.#outOfReach) this.#options.log.info({reason}, 'progress can no longer be shown');
    this.#outOfReach = true;
  }

  #onError(error: unknown): void {
    if (error instanceof MessageGoneError) this.#options.onGone();
    else if (error instanceof MessageOutOfReachError) this.#tellOnce(error.message);
    else this.#options.log.warn({err: error}, 'progress edit failed');
  }
}

/** Most states come without a frame; they must not replace a frame that is still waiting. */
function keepFile(waiting: OutgoingMessage, next: OutgoingMessage): OutgoingMessage {
  return waiting.file ? {file: waiting.file, ...next} : next;
}
