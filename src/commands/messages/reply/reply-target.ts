import type {APIActionRowComponent, APIButtonComponentWithCustomId, RawFile} from 'discord.js';
import {z} from 'zod';

/** A message as this bot writes it. An edit without `file` keeps the present file; an edit with `file` replaces it. */
export interface OutgoingMessage {
  content: string;
  components: APIActionRowComponent<APIButtonComponentWithCustomId>[];
  file?: OutgoingFile;
  /** The edit removes the present file. */
  dropFile?: true;
  /** Ids of the only people whom a new message notifies. Without it, mentions notify nobody. */
  notifies?: readonly string[];
}

export interface OutgoingFile {
  name: string;
  data: Uint8Array;
  contentType: string;
  /** Alt text, for people who cannot see the picture. */
  description: string;
}

export interface PostedMessage {
  id: string;
  channelId: string;
}

/** The one message that shows a job, however it can be reached. */
export interface ReplyTarget {
  /**
   * Writes the whole message, and creates it if needed.
   * @throws MessageGoneError when it was deleted, MessageOutOfReachError when no token at hand can edit it, or the
   * error of the request: `consequenceOf` says what follows
   */
  edit(message: OutgoingMessage): Promise<PostedMessage>;
  /** Deletes the message; does nothing when it is already gone. */
  remove(): Promise<void>;
}

/** Somebody deleted the message. */
export class MessageGoneError extends Error {
  constructor(options?: ErrorOptions) {
    super('the message was deleted', options);
    this.name = 'MessageGoneError';
  }
}

/** Only an interaction's token could edit the message, and it has expired. */
export class MessageOutOfReachError extends Error {
  constructor(options?: ErrorOptions) {
    super('the interaction’s token has expired and the bot cannot see the message', options);
    this.name = 'MessageOutOfReachError';
  }
}

/** The request that edits or posts a message. */
export function toRequest(message: OutgoingMessage): {body: Record<string, unknown>; files?: RawFile[]} {
  const {content, components, file, dropFile, notifies} = message;
  const body = {content, components, allowed_mentions: {parse: [], ...(notifies && {users: notifies})}};
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
