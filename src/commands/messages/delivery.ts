import type {JobRecord} from '../../jobs/job.ts';
import type {RenderRecord} from '../../nst/contract/protocol.ts';
import {fitUpload, smallUpload, type Upload} from '../attachments/fit-upload.ts';
import type {Services} from '../services.ts';
import {addReactions} from './reply/add-reactions.ts';
import {ChannelMessage} from './reply/channel-message.ts';
import {DirectMessage} from './reply/direct-message.ts';
import {LiveMessage} from './reply/live-message.ts';
import {messageAt} from './reply/message-at.ts';
import {
  MessageGoneError,
  MessageOutOfReachError,
  type OutgoingMessage,
  type PostedMessage,
} from './reply/reply-target.ts';
import * as present from './view/present.ts';

/** How long before its token expires a reply gets its last edit. */
const farewellMs = 45_000;

export interface DeliveryOptions {
  /** An earlier process may have written the message. */
  resumed: boolean;
  /** This message now shows the job. */
  onPosted(message: PostedMessage): void;
  /** The message can no longer be seen. */
  onGone(): void;
}

/**
 * Tells the owner about a job: in its message as long as that can be edited, after that in a direct message. Only the
 * end of a job is worth a direct message.
 */
export class Delivery {
  readonly #services: Services;
  readonly #job: JobRecord;
  readonly #options: DeliveryOptions;
  readonly #live: LiveMessage;
  readonly #farewell: NodeJS.Timeout | undefined;
  /** Passing states can no longer be shown. */
  #isOver = false;

  constructor(services: Services, job: JobRecord, options: DeliveryOptions) {
    this.#services = services;
    this.#job = job;
    this.#options = options;
    this.#live = new LiveMessage(messageAt(services.rest, job, options), {
      log: services.log,
      onPosted: options.onPosted,
      onGone: options.onGone,
    });
    this.#farewell = this.#sayFarewellInTime();
  }

  /** The message, once it shows anything. */
  get posted(): PostedMessage | undefined {
    return this.#live.posted;
  }

  /** Shows a passing state. */
  show(message: OutgoingMessage): void {
    if (!this.#isOver) this.#live.show(message);
  }

  /** Stops editing the message; resolves when no edit is under way. */
  close(): Promise<void> {
    clearTimeout(this.#farewell);
    return this.#live.close();
  }

  /**
   * Shows the finished picture in the best form Discord accepts: in full, as a small JPEG, or as words saying that it
   * could not be delivered. Resolves with the message that has the picture, if any.
   */
  async picture(
    image: Uint8Array,
    record: RenderRecord,
    {spoiler}: Pick<JobRecord, 'spoiler'>,
  ): Promise<PostedMessage | undefined> {
    const job = {...this.#job, spoiler};
    const limit = this.#job.reply?.uploadLimitBytes ?? 0;
    const attempts: (() => Promise<Upload>)[] = [() => fitUpload(image, limit), () => smallUpload(image)];
    for (const makeUpload of attempts) {
      try {
        return await this.#write(present.done(job, record, await makeUpload()));
      } catch (err) {
        if (err instanceof MessageGoneError || err instanceof MessageOutOfReachError) return this.#lost(err);
        this.#services.log.warn({err, jobId: this.#job.id}, 'could not deliver the picture in this form');
      }
    }
    await this.finish(present.undelivered(this.#job));
    return undefined;
  }

  /** Adds the reactions people can press, if the bot may. */
  async invite(posted: PostedMessage): Promise<void> {
    if (this.#job.reply?.canReact) await addReactions(this.#services.rest, posted, this.#services.log);
  }

  /** The last edit. Never rejects: the reply exists, so no other code may answer a second time. */
  async finish(message: OutgoingMessage): Promise<void> {
    try {
      await this.#write(message);
    } catch (error) {
      this.#lost(error);
    }
  }

  /** Tries once to show something before the process ends. */
  async lastWord(message: OutgoingMessage): Promise<void> {
    try {
      await this.#live.finish(message, {tries: 1});
    } catch (error) {
      this.#lost(error);
    }
  }

  async #write(message: OutgoingMessage): Promise<PostedMessage> {
    clearTimeout(this.#farewell);
    try {
      return await this.#live.finish(message);
    } catch (error) {
      if (!(error instanceof MessageOutOfReachError)) throw error;
      return this.#continueElsewhere(message);
    }
  }

  async #continueElsewhere(message: OutgoingMessage): Promise<PostedMessage> {
    const {rest, log} = this.#services;
    const {id, owner: userId, channelId} = this.#job;
    try {
      const posted = await new DirectMessage(rest, {userId, postOnceFor: id}).post(message);
      this.#options.onPosted(posted);
      log.info({jobId: id}, 'the token of the reply has expired; continued in a direct message');
      return posted;
    } catch (error) {
      if (error instanceof MessageOutOfReachError) {
        const notice = new ChannelMessage(rest, {channelId, postOnceFor: `${id} notice`});
        await notice.edit(present.directMessagesClosed(this.#job));
      }
      throw error;
    }
  }

  /** If only the token can edit the message, tells people before it expires where the result will come. */
  #sayFarewellInTime(): NodeJS.Timeout | undefined {
    const {reply} = this.#job;
    if (!reply?.token || reply.botMayEdit) return undefined;
    const inMs = Date.parse(reply.token.expiresAt) - Date.now() - farewellMs;
    if (inMs < 0) return undefined;
    return setTimeout(() => {
      this.#isOver = true;
      this.#live.show(present.continuedElsewhere(this.#job));
    }, inMs).unref();
  }

  #lost(error: unknown): undefined {
    const {log} = this.#services;
    const fields = {jobId: this.#job.id};
    if (error instanceof MessageGoneError) log.info(fields, 'the message is gone');
    else if (error instanceof MessageOutOfReachError)
      log.warn(fields, 'the owner cannot be reached any more');
    else log.error({err: error, ...fields}, 'the last edit failed');
  }
}
