import {Routes} from 'discord.js';
import {z} from 'zod';
import {ChannelMessage, type ChannelMessageOptions} from './channel-message.ts';
import type {OutgoingMessage, PostedMessage, ReplyTarget} from './reply-target.ts';
import type {Rest} from './rest.ts';

export interface DirectMessageOptions extends Pick<ChannelMessageOptions, 'footprint' | 'mayExist'> {
  userId: string;
  /** Under this name, the message is posted only once, even by processes that know nothing of each other. */
  postOnceFor: string;
  /** False: nobody would answer its buttons, so it gets none. */
  withButtons: boolean;
}

const channelSchema = z.object({id: z.string()});

/** A new direct message to one person. */
export class DirectMessage implements ReplyTarget {
  readonly #rest: Rest;
  readonly #options: DirectMessageOptions;
  #message: ChannelMessage | undefined;

  constructor(rest: Rest, options: DirectMessageOptions) {
    this.#rest = rest;
    this.#options = options;
  }

  async edit(message: OutgoingMessage): Promise<PostedMessage> {
    this.#message ??= await this.#open();
    return this.#message.edit(this.#options.withButtons ? message : {...message, components: []});
  }

  async remove(): Promise<void> {
    await this.#message?.remove();
  }

  async #open(): Promise<ChannelMessage> {
    const {userId, withButtons: _, ...options} = this.#options;
    const opened = await this.#rest.post(Routes.userChannels(), {body: {recipient_id: userId}});
    return new ChannelMessage(this.#rest, {...options, channelId: channelSchema.parse(opened).id});
  }
}
