import type {Log} from '../../../system/log.ts';
import {consequenceOf} from './consequences.ts';
import type {PassingEdits} from './passing-edits.ts';
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

export interface LiveMessageOptions {
  log: Log;
  passingEdits: PassingEdits;
  /** The message exists now. */
  onPosted(message: PostedMessage): void;
  /** Somebody deleted the message. */
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
      gate: options.passingEdits,
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
    if (!this.#outOfReach) this.#editor.offer(message);
  }

  /** Tries once to show the final state. @throws like the target */
  async finish(message: OutgoingMessage): Promise<PostedMessage> {
    await this.#editor.close();
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

  /** A lasting refusal ends the progress: Discord bans programs that keep asking for what it has refused. */
  #onError(error: unknown): void {
    const {log, onGone} = this.#options;
    if (error instanceof MessageGoneError) onGone();
    else if (!(error instanceof MessageOutOfReachError) && consequenceOf(error) !== 'elsewhere')
      log.warn({err: error}, 'progress edit failed');
    else {
      this.#outOfReach = true;
      log.info({err: error}, 'progress can no longer be shown');
    }
  }
}

/** Most states come without a frame; they must not replace a frame that is still waiting. */
function keepFile(waiting: OutgoingMessage, next: OutgoingMessage): OutgoingMessage {
  return waiting.file ? {file: waiting.file, ...next} : next;
}
