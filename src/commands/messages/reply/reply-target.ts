import type {APIActionRowComponent, APIButtonComponentWithCustomId, RawFile} from 'discord.js';
import {z} from 'zod';

/** A message as this bot writes it. An edit without `file` keeps the file that is there; one with it replaces it. */
export interface OutgoingMessage {
  content: string;
  components: APIActionRowComponent<APIButtonComponentWithCustomId>[];
  file?: OutgoingFile;
  /** An edit removes the file that is there. */
  dropFile?: true;
}

export interface OutgoingFile {
  name: string;
  data: Uint8Array;
  contentType: string;
  /** Text for people who cannot see the picture. */
  description: string;
}

export interface PostedMessage {
  id: string;
  channelId: string;
}

/** The one message in which a job shows itself, however it can be reached. */
export interface ReplyTarget {
  /**
   * Writes the whole message, creating it if need be.
   * @throws MessageGoneError when it was deleted, MessageOutOfReachError when it still stands
   */
  edit(message: OutgoingMessage): Promise<PostedMessage>;
  /** Deletes the message; one that is gone already is fine. */
  remove(): Promise<void>;
}

/** The message was deleted, or the bot may no longer be where it stands. */
export class MessageGoneError extends Error {
  constructor(options?: ErrorOptions) {
    super('the message can no longer be edited', options);
    this.name = 'MessageGoneError';
  }
}

/** The message stands where only an interaction's token reaches, and that has run out. */
export class MessageOutOfReachError extends Error {
  constructor(options?: ErrorOptions) {
    super('the interaction’s token has run out and the bot does not see the message', options);
    this.name = 'MessageOutOfReachError';
  }
}

/** The request of an edit or a new message. */
export function toRequest(message: OutgoingMessage): {body: Record<string, unknown>; files?: RawFile[]} {
  const {content, components, file, dropFile} = message;
  const body = {content, components, allowed_mentions: {parse: []}};
  if (!file) return {body: dropFile ? {...body, attachments: []} : body};
  const attachments = [{id: '0', filename: file.name, description: file.description}];
  return {
    body: {...body, attachments},
    files: [{name: file.name, data: file.data, contentType: file.contentType}],
  };
}

const messageSchema = z.object({id: z.string(), channel_id: z.string()});

export function toPosted(response: unknown): PostedMessage {
  const message = messageSchema.parse(response);
  return {id: message.id, channelId: message.channel_id};
}
