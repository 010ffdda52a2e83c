import {Routes} from 'discord.js';
import type {Rest} from '../services.ts';
import {isGone} from './discord-errors.ts';
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
  #messageId: string | undefined;

  constructor(rest: Rest, {channelId, messageId, replyTo}: ChannelMessageOptions) {
    this.#rest = rest;
    this.#channelId = channelId;
    this.#messageId = messageId;
    this.#replyTo = replyTo;
  }

  async edit(message: OutgoingMessage): Promise<PostedMessage> {
    try {
      const posted = toPosted(
        await (this.#messageId ? this.#patch(this.#messageId, message) : this.#post(message)),
      );
      this.#messageId = posted.id;
      return posted;
    } catch (error) {
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

  #patch(messageId: string, message: OutgoingMessage): Promise<unknown> {
    return this.#rest.patch(Routes.channelMessage(this.#channelId, messageId), toRequest(message));
  }

  #post(message: OutgoingMessage): Promise<unknown> {
    const {body, ...rest} = toRequest(message);
    const reference = this.#replyTo
      ? {message_reference: {message_id: this.#replyTo, fail_if_not_exists: false}}
      : {};
    return this.#rest.post(Routes.channelMessages(this.#channelId), {...rest, body: {...body, ...reference}});
  }
}
