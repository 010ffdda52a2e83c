import {Routes} from 'discord.js';
import type {Rest} from '../services.ts';
import {ChannelMessage} from './channel-message.ts';
import {isGone, isTokenRefused} from './discord-errors.ts';
import {
  MessageGoneError,
  type OutgoingMessage,
  type PostedMessage,
  type ReplyTarget,
  toPosted,
  toRequest,
} from './reply-target.ts';

/** Tokens live 15 minutes from the interaction on; the rest is left for a slow upload. */
const tokenLifeMs = 14 * 60_000;

export interface InteractionReplyOptions {
  applicationId: string;
  token: string;
  /** The bot is a member where the reply stands and sees it, so it may edit it with its own token later. */
  botMayEdit: boolean;
}

/**
 * The reply to an acknowledged interaction, edited by the interaction's token and, once that has run out, by the
 * bot's own. Replies that the bot cannot see are out of reach after that.
 */
export class InteractionReply implements ReplyTarget {
  readonly #rest: Rest;
  readonly #options: InteractionReplyOptions;
  readonly #receivedAt = Date.now();
  #posted: PostedMessage | undefined;
  #successor: ChannelMessage | undefined;

  constructor(rest: Rest, options: InteractionReplyOptions) {
    this.#rest = rest;
    this.#options = options;
  }

  async edit(message: OutgoingMessage): Promise<PostedMessage> {
    if (Date.now() - this.#receivedAt > tokenLifeMs) this.#handOver();
    if (this.#successor) return this.#successor.edit(message);
    try {
      this.#posted = toPosted(await this.#rest.patch(this.#route(), {...toRequest(message), auth: false}));
      return this.#posted;
    } catch (error) {
      if (!isTokenRefused(error)) throw isGone(error) ? new MessageGoneError({cause: error}) : error;
      const successor = this.#handOver();
      if (!successor) throw new MessageGoneError({cause: error});
      return successor.edit(message);
    }
  }

  async remove(): Promise<void> {
    if (this.#successor) return this.#successor.remove();
    try {
      await this.#rest.delete(this.#route(), {auth: false});
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  #route() {
    return Routes.webhookMessage(this.#options.applicationId, this.#options.token, '@original');
  }

  /** Needs the message's id, which the first edit by token brings. */
  #handOver(): ChannelMessage | undefined {
    if (this.#options.botMayEdit && this.#posted) {
      const {id: messageId, channelId} = this.#posted;
      this.#successor = new ChannelMessage(this.#rest, {channelId, messageId});
    }
    return this.#successor;
  }
}
