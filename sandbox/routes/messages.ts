import {MessageType, type RESTPostAPIChannelMessageJSONBody} from 'discord-api-types/v10';
import {may, requireActive, requirePermissions, requireSending} from '../permissions.ts';
import {composeEdit, composeNew, type MessageBody} from '../rest/compose.ts';
import {DiscordError, invalidForm} from '../rest/discord-error.ts';
import type {FileRules} from '../rest/message-files.ts';
import {noContent, ok, type RestRequest, type Route} from '../rest/route.ts';
import type {Services} from '../services.ts';
import type {ChannelRecord, MessageRecord, UserRecord} from '../state/model.ts';
import {defaultAttachmentSizeLimit} from '../state/world.ts';
import {createMessageBucket, deleteMessageBucket, editMessageBucket, readMessagesBucket} from './buckets.ts';
import {channelOf, messageOf, sizeLimitOf} from './lookup.ts';

const createMessage: Route<RESTPostAPIChannelMessageJSONBody> = {
  method: 'POST',
  path: '/channels/{channel_id}/messages',
  auth: 'bot',
  bucket: createMessageBucket,
  async handle(request, services) {
    const channel = channelOf(request, services);
    const {world} = services;
    requireSending(channel, world.bot);
    if (channel.kind === 'dm') requireOpenDm(channel.user, services);
    requireContentPermissions(request, channel, services);
    const {message_reference: reference, nonce, enforce_nonce: enforceNonce, ...body} = request.body;
    if (reference) {
      if (!may(channel, world.bot, 'ReadMessageHistory')) throw new DiscordError('noHistoryToReply');
      requireReference(reference.message_id, reference.fail_if_not_exists ?? true, channel);
    }
    const content = await composeNew(services, body, composeOptions(request, channel));
    const repeated = enforceNonce && nonce && services.messages.findByNonce(channel, world.bot, nonce);
    if (repeated) return ok(services.payloads.message(repeated));
    if (channel.kind === 'guild' && channel.thread?.archived) world.changeThread(channel, {archived: false});
    const message = services.messages.create({
      channel,
      author: world.bot,
      type: reference ? MessageType.Reply : MessageType.Default,
      ...(reference && {reference: {type: 0, channel_id: channel.id, message_id: reference.message_id}}),
      nonce,
      ...content,
    });
    return ok(services.payloads.message(message));
  },
};

const listMessages: Route = {
  method: 'GET',
  path: '/channels/{channel_id}/messages',
  auth: 'bot',
  bucket: readMessagesBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    if (!may(channel, services.world.bot, 'ReadMessageHistory')) return ok([]);
    const visible = [...channel.messages.values()].filter((message) => !message.visibleTo).reverse();
    return ok(selectPage(visible, request.query).map((message) => services.payloads.message(message)));
  },
};

const getMessage: Route = {
  method: 'GET',
  path: '/channels/{channel_id}/messages/{message_id}',
  auth: 'bot',
  bucket: readMessagesBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    requirePermissions(channel, services.world.bot, ['ReadMessageHistory']);
    return ok(services.payloads.message(messageOf(request, services, channel)));
  },
};

const editMessage: Route<MessageBody> = {
  method: 'PATCH',
  path: '/channels/{channel_id}/messages/{message_id}',
  auth: 'bot',
  bucket: editMessageBucket,
  async handle(request, services) {
    const channel = channelOf(request, services);
    const message = messageOf(request, services, channel);
    if (message.author.id !== services.world.bot.id) throw new DiscordError('notTheAuthor');
    requireActive(channel, services.world.bot);
    requireContentPermissions(request, channel, services);
    const change = await composeEdit(services, message, request.body, composeOptions(request, channel));
    // Storing files takes a moment; meanwhile somebody may have deleted the message.
    messageOf(request, services, channel);
    services.messages.edit(message, change);
    return ok(services.payloads.message(message));
  },
};

const deleteMessage: Route = {
  method: 'DELETE',
  path: '/channels/{channel_id}/messages/{message_id}',
  auth: 'bot',
  bucket: deleteMessageBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    const message = messageOf(request, services, channel);
    if (message.author.id !== services.world.bot.id) {
      if (channel.kind !== 'guild') throw new DiscordError('cannotExecuteInDm');
      requirePermissions(channel, services.world.bot, ['ManageMessages']);
    }
    services.messages.delete(message);
    return noContent;
  },
};

export const messageRoutes: Route[] = [createMessage, listMessages, getMessage, editMessage, deleteMessage];

/** People can close their direct messages, and strangers cannot be written to. */
function requireOpenDm(user: UserRecord, {world}: Services): void {
  const meet = [...world.guilds.values()].some(
    ({members}) => members.has(user.id) && members.has(world.bot.id),
  );
  if (!meet) throw new DiscordError('noMutualGuild');
  if (!user.acceptsDirectMessages) throw new DiscordError('cannotSendToUser');
}

function requireContentPermissions(
  request: RestRequest<MessageBody>,
  channel: ChannelRecord,
  {world}: Services,
): void {
  if (request.uploads.length > 0) requirePermissions(channel, world.bot, ['AttachFiles']);
  if (request.body.embeds?.length) requirePermissions(channel, world.bot, ['EmbedLinks']);
}

function composeOptions(request: RestRequest, channel: ChannelRecord): FileRules {
  return {
    uploads: request.uploads,
    sizeLimit: sizeLimitOf(channel, defaultAttachmentSizeLimit),
    folder: `attachments/${channel.id}`,
    ephemeral: false,
  };
}

function requireReference(id: string | undefined, mustExist: boolean, channel: ChannelRecord): void {
  if (!mustExist || (id && channel.messages.has(id))) return;
  const message = 'Unknown message';
  throw invalidForm(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', message);
}

/** Newest first, as Discord lists them. `before`, `after` and `around` take an id. */
function selectPage(newestFirst: readonly MessageRecord[], query: URLSearchParams): MessageRecord[] {
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 100)) {
    throw invalidForm(['limit'], 'NUMBER_TYPE_COERCE', 'Value must be between 1 and 100.');
  }
  const [before, after, around] = ['before', 'after', 'around'].map((name) => query.get(name));
  const isOlder = (message: MessageRecord, id: string) => BigInt(message.id) < BigInt(id);
  if (before) return newestFirst.filter((message) => isOlder(message, before)).slice(0, limit);
  if (after) {
    return newestFirst.filter((message) => message.id !== after && !isOlder(message, after)).slice(-limit);
  }
  if (around) {
    const place = newestFirst.findIndex((message) => message.id === around || isOlder(message, around));
    const start = Math.max(0, place - Math.floor(limit / 2));
    return newestFirst.slice(start, start + limit);
  }
  return newestFirst.slice(0, limit);
}
