import {Routes} from 'discord.js';
import {ChannelMessage} from './channel-message.ts';
import {consequenceOf, isOutOfSight, isTokenRefused} from './consequences.ts';
import {
  MessageGoneError,
  MessageOutOfReachError,
  type OutgoingMessage,
  type PostedMessage,
  type ReplyTarget,
  toPosted,
  toRequest,
} from './reply-target.ts';
import type {Rest} from './rest.ts';

/** How long a token must still be valid, so that a slow upload can finish. */
const marginMs = 60_000;

export interface InteractionReplyOptions {
  applicationId: string;
  channelId: string;
  /** Absent when the token has expired. */
  token?: {value: string; expiresAt: string};
  /** Known once the reply shows anything. */
  messageId?: string;
  /** It is not the interaction's first answer, so only its id names it. */
  isFollowUp?: boolean;
  /** The bot is a member there and sees the reply, so it may edit it with its own token later. */
  botMayEdit: boolean;
}

/**
 * The reply to an acknowledged interaction. Edits use the interaction's token and, once that has expired, the bot's
 * own. After that, replies that the bot cannot see are out of reach.
 */
export class InteractionReply implements ReplyTarget {
  readonly #rest: Rest;
  readonly #options: InteractionReplyOptions;
  #messageId: string | undefined;
  #tokenRefused = false;
  #successor: ChannelMessage | undefined;

  constructor(rest: Rest, options: InteractionReplyOptions) {
    this.#rest = rest;
    this.#options = options;
    this.#messageId = options.messageId;
  }

  async edit(message: OutgoingMessage): Promise<PostedMessage> {
    const token = this.#usableToken(this.#options.botMayEdit && this.#messageId ? marginMs : 0);
    if (token === undefined) return this.#handOver().edit(message);
    try {
      const posted = toPosted(
        await this.#rest.patch(this.#route(token), {...toRequest(message), auth: false}),
      );
      this.#messageId = posted.id;
      return posted;
    } catch (error) {
      const consequence = consequenceOf(error);
      if (consequence === 'gone') throw new MessageGoneError({cause: error});
      if (isTokenRefused(error)) this.#tokenRefused = true;
      else if (consequence !== 'elsewhere') throw error;
      return this.#handOver(error).edit(message);
    }
  }

  async remove(): Promise<void> {
    const token = this.#usableToken(0);
    if (token === undefined) return this.#handOver().remove();
    try {
      await this.#rest.delete(this.#route(token), {auth: false});
    } catch (error) {
      if (!isOutOfSight(error)) throw error;
    }
  }

  #usableToken(leftMs: number): string | undefined {
    const {token} = this.#options;
    if (!token || this.#tokenRefused) return undefined;
    return Date.parse(token.expiresAt) - Date.now() > leftMs ? token.value : undefined;
  }

  #route(token: string) {
    const {applicationId, isFollowUp} = this.#options;
    return Routes.webhookMessage(applicationId, token, isFollowUp ? this.#messageId : '@original');
  }

  /** Switches to the bot's own token. Needs the message's id, which comes with the first edit by interaction token. */
  #handOver(cause?: unknown): ChannelMessage {
    const {botMayEdit, channelId} = this.#options;
    if (!botMayEdit || this.#messageId === undefined) throw new MessageOutOfReachError({cause});
    this.#successor ??= new ChannelMessage(this.#rest, {channelId, messageId: this.#messageId});
    return this.#successor;
  }
}
