import {createHash, randomBytes} from 'node:crypto';
import {Routes} from 'discord.js';
import {consequenceOf, isFateUnknown, isOutOfSight} from './consequences.ts';
import {type Footprint, findPosted} from './find-posted.ts';
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
  /** How to recognise it after Discord has forgotten its nonce. */
  footprint?: Footprint;
}

/** An ordinary message of the bot, written with the bot's own token. */
export class ChannelMessage implements ReplyTarget {
  readonly #rest: Rest;
  readonly #channelId: string;
  readonly #footprint: Footprint | undefined;
  /** Lets Discord recognise a repeated request for some minutes. At most 25 characters. */
  readonly #nonce: string;
  #replyTo: string | undefined;
  #messageId: string | undefined;
  /** Discord may have the message already: its answer to an earlier post was lost, or an earlier process posted it. */
  #mayExist: boolean;

  constructor(rest: Rest, options: ChannelMessageOptions) {
    const {channelId, messageId, replyTo, postOnceFor, mayExist = false, footprint} = options;
    this.#rest = rest;
    this.#channelId = channelId;
    this.#messageId = messageId;
    this.#replyTo = replyTo;
    this.#nonce = nonceOf(postOnceFor);
    this.#mayExist = mayExist;
    this.#footprint = footprint;
  }

  async edit(message: OutgoingMessage): Promise<PostedMessage> {
    const messageId = await this.#find();
    if (messageId !== undefined) return this.#patch(messageId, message);
    const posted = await this.#post(message);
    this.#messageId = posted.id;
    // If the nonce is repeated, Discord answers with the message it has, which may show an earlier state.
    return this.#mayExist ? this.#patch(posted.id, message) : posted;
  }

  async remove(): Promise<void> {
    const messageId = await this.#find();
    if (messageId === undefined) return;
    try {
      await this.#rest.delete(Routes.channelMessage(this.#channelId, messageId));
    } catch (error) {
      if (!isOutOfSight(error)) throw error;
    }
  }

  async #find(): Promise<string | undefined> {
    if (this.#mayExist && this.#footprint)
      this.#messageId ??= await findPosted(this.#rest, this.#channelId, this.#footprint);
    return this.#messageId;
  }

  async #patch(messageId: string, message: OutgoingMessage): Promise<PostedMessage> {
    const route = Routes.channelMessage(this.#channelId, messageId);
    try {
      return toPosted(await this.#rest.patch(route, toRequest(message)));
    } catch (error) {
      throw consequenceOf(error) === 'gone' ? new MessageGoneError({cause: error}) : error;
    }
  }

  async #post(message: OutgoingMessage): Promise<PostedMessage> {
    const {body, ...files} = toRequest(message);
    const request = {
      ...body,
      nonce: this.#nonce,
      enforce_nonce: true,
      ...(this.#replyTo && {message_reference: {message_id: this.#replyTo, fail_if_not_exists: false}}),
    };
    try {
      const route = Routes.channelMessages(this.#channelId);
      return toPosted(await this.#rest.post(route, {...files, body: request}));
    } catch (error) {
      if (isFateUnknown(error)) this.#mayExist = true;
      if (consequenceOf(error) !== 'unlinked' || !this.#replyTo) throw error;
      this.#replyTo = undefined;
      return this.#post(message);
    }
  }
}

/** The same for the same name, otherwise random. */
export function nonceOf(name: string | undefined): string {
  const bytes =
    name === undefined ? randomBytes(12) : createHash('sha256').update(name).digest().subarray(0, 12);
  return bytes.toString('hex');
}
