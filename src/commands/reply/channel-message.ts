import {randomBytes} from 'node:crypto';
import {Routes} from 'discord.js';
import type {Rest} from '../services.ts';
import {isGone, isPassing} from './discord-errors.ts';
import {
  MessageGoneError,
  type OutgoingMessage,
  type PostedMessage,
  type ReplyTarget,
  toPosted,
  toRequest,
} from './reply-target.ts';

export interface ChannelMessageOptions {
  channelId: string;
  /** An existing message of the bot; absent: the first edit posts a new one. */
  messageId?: string;
  /** The message that a new one answers; one that is gone does not matter. */
  replyTo?: string;
}

/** A plain message of the bot, written with its own token. */
export class ChannelMessage implements ReplyTarget {
  readonly #rest: Rest;
  readonly #channelId: string;
  readonly #replyTo: string | undefined;
  /** Lets Discord recognise a repeated request; at most 25 characters. */
  readonly #nonce = randomBytes(12).toString('hex');
  #messageId: string | undefined;
  /** An attempt to post failed in a way that leaves open whether Discord has the message. */
  #mayExist = false;

  constructor(rest: Rest, {channelId, messageId, replyTo}: ChannelMessageOptions) {
    this.#rest = rest;
    this.#channelId = channelId;
    this.#messageId = messageId;
    this.#replyTo = replyTo;
  }

  async edit(message: OutgoingMessage): Promise<PostedMessage> {
    try {
      if (this.#messageId) return await this.#patch(this.#messageId, message);
      const posted = await this.#post(message);
      this.#messageId = posted.id;
      // Discord answers a repeated nonce with the message it has, which may show an earlier state.
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
