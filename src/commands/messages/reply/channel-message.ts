import {createHash, randomBytes} from 'node:crypto';
import {Routes} from 'discord.js';
import {isGone, isPassing} from './discord-errors.ts';
import {
  MessageGoneError,
  type OutgoingMessage,
  type PostedMessage,
  type ReplyTarget,
  toPosted,
  toRequest,
} from './reply-target.ts';
import type {Rest} from './rest.ts';

export interface ChannelMessageOptions {
  channelId: string;
  /** An existing message of the bot. If absent, the first edit posts a new one. */
  messageId?: string;
  /** The message that a new one answers. It may be gone. */
  replyTo?: string;
  /** Under this name, a new message is posted only once, even by processes that know nothing of each other. */
  postOnceFor?: string;
  /** An earlier process may have posted it. */
  mayExist?: boolean;
}

/** An ordinary message of the bot, written with the bot's own token. */
export class ChannelMessage implements ReplyTarget {
  readonly #rest: Rest;
  readonly #channelId: string;
  readonly #replyTo: string | undefined;
  /** Lets Discord recognise a repeated request. At most 25 characters. */
  readonly #nonce: string;
  #messageId: string | undefined;
  /** Discord may have the message already: its answer to an earlier post was lost, or an earlier process posted it. */
  #mayExist: boolean;

  constructor(rest: Rest, options: ChannelMessageOptions) {
    const {channelId, messageId, replyTo, postOnceFor, mayExist = false} = options;
    this.#rest = rest;
    this.#channelId = channelId;
    this.#messageId = messageId;
    this.#replyTo = replyTo;
    this.#nonce = nonceOf(postOnceFor);
    this.#mayExist = mayExist;
  }

  async edit(message: OutgoingMessage): Promise<PostedMessage> {
    try {
      if (this.#messageId) return await this.#patch(this.#messageId, message);
      const posted = await this.#post(message);
      this.#messageId = posted.id;
      // If the nonce is repeated, Discord answers with the message it has, which may show an earlier state.
      return this.#mayExist ? await this.#patch(posted.id, message) : posted;
    } catch (error) {
      if (isPassing(error)) this.#mayExist = true;
      if (isGone(error)) throw new MessageGoneError({cause: error});
      throw error;
    }
  }

  async remove(): Promise<void> {
    if (!this.#messageId) return;
    try {
      await this.#rest.delete(Routes.channelMessage(this.#channelId, this.#messageId));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  async #patch(messageId: string, message: OutgoingMessage): Promise<PostedMessage> {
    return toPosted(
      await this.#rest.patch(Routes.channelMessage(this.#channelId, messageId), toRequest(message)),
    );
  }

  async #post(message: OutgoingMessage): Promise<PostedMessage> {
    const {body, ...rest} = toRequest(message);
    const request = {
      ...body,
      nonce: this.#nonce,
      enforce_nonce: true,
      ...(this.#replyTo && {message_reference: {message_id: this.#replyTo, fail_if_not_exists: false}}),
    };
    return toPosted(await this.#rest.post(Routes.channelMessages(this.#channelId), {...rest, body: request}));
  }
}

function nonceOf(name: string | undefined): string {
  const bytes =
    name === undefined ? randomBytes(12) : createHash('sha256').update(name).digest().subarray(0, 12);
  return bytes.toString('hex');
}
