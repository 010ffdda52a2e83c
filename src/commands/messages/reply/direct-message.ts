import {RESTJSONErrorCodes, Routes} from 'discord.js';
import {z} from 'zod';
import {ChannelMessage} from './channel-message.ts';
import {hasCode} from './discord-errors.ts';
import {MessageOutOfReachError, type OutgoingMessage, type PostedMessage} from './reply-target.ts';
import type {Rest} from './rest.ts';

export interface DirectMessageOptions {
  userId: string;
  /** Under this name, the message is posted only once, even by processes that know nothing of each other. */
  postOnceFor: string;
}

const channelSchema = z.object({id: z.string()});

/** A new direct message to one person. */
export class DirectMessage {
  readonly #rest: Rest;
  readonly #options: DirectMessageOptions;

  constructor(rest: Rest, options: DirectMessageOptions) {
    this.#rest = rest;
    this.#options = options;
  }

  /** @throws MessageOutOfReachError when that person accepts no messages from the bot */
  async post(message: OutgoingMessage): Promise<PostedMessage> {
    const {userId, postOnceFor} = this.#options;
    try {
      const opened = await this.#rest.post(Routes.userChannels(), {body: {recipient_id: userId}});
      const {id: channelId} = channelSchema.parse(opened);
      return await new ChannelMessage(this.#rest, {channelId, postOnceFor}).edit(message);
    } catch (error) {
      const closed = [RESTJSONErrorCodes.CannotSendMessagesToThisUser, RESTJSONErrorCodes.UnknownUser];
      throw hasCode(error, closed) ? new MessageOutOfReachError({cause: error}) : error;
    }
  }
}
