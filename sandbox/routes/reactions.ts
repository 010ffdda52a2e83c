import {userPayload} from '../payloads/people.ts';
import {may, requireActive, requirePermissions} from '../permissions.ts';
import {DiscordError} from '../rest/discord-error.ts';
import {noContent, ok, param, type RestRequest, type Route} from '../rest/route.ts';
import type {Services} from '../services.ts';
import {type Emoji, emojiKey, parseEmoji} from '../state/emoji.ts';
import type {ChannelRecord} from '../state/model.ts';
import {reactionBucket} from './buckets.ts';
import {channelOf, messageOf, userOf} from './lookup.ts';

const path = '/channels/{channel_id}/messages/{message_id}/reactions';
const maxDistinctEmoji = 20;

const addOwn: Route = {
  method: 'PUT',
  path: `${path}/{emoji_name}/@me`,
  auth: 'bot',
  bucket: reactionBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    const {bot} = services.world;
    requirePermissions(channel, bot, ['ReadMessageHistory']);
    requireActive(channel, bot);
    const message = messageOf(request, services, channel);
    const emoji = emojiOf(request);
    if (!message.reactions.has(emojiKey(emoji))) {
      requirePermissions(channel, bot, ['AddReactions']);
      if (message.reactions.size >= maxDistinctEmoji) throw new DiscordError('tooManyReactions');
    }
    services.messages.react(message, emoji, bot);
    return noContent;
  },
};

const removeOwn: Route = {
  method: 'DELETE',
  path: `${path}/{emoji_name}/@me`,
  auth: 'bot',
  bucket: reactionBucket,
  handle(request, services) {
    const message = messageOf(request, services, channelOf(request, services));
    services.messages.unreact(message, emojiOf(request), services.world.bot.id);
    return noContent;
  },
};

const removeOthers: Route = {
  method: 'DELETE',
  path: `${path}/{emoji_name}/{user_id}`,
  auth: 'bot',
  bucket: reactionBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    const user = userOf(request, services);
    if (user.id !== services.world.bot.id) requireModeration(channel, services);
    services.messages.unreact(messageOf(request, services, channel), emojiOf(request), user.id);
    return noContent;
  },
};

const clearEmoji: Route = {
  method: 'DELETE',
  path: `${path}/{emoji_name}`,
  auth: 'bot',
  bucket: reactionBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    requireModeration(channel, services);
    services.messages.clearReactions(messageOf(request, services, channel), emojiOf(request));
    return noContent;
  },
};

const clearAll: Route = {
  method: 'DELETE',
  path,
  auth: 'bot',
  bucket: reactionBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    requireModeration(channel, services);
    services.messages.clearReactions(messageOf(request, services, channel));
    return noContent;
  },
};

const listUsers: Route = {
  method: 'GET',
  path: `${path}/{emoji_name}`,
  auth: 'bot',
  bucket: reactionBucket,
  handle(request, services) {
    const channel = channelOf(request, services);
    if (!may(channel, services.world.bot, 'ReadMessageHistory')) throw new DiscordError('missingPermissions');
    const reaction = messageOf(request, services, channel).reactions.get(emojiKey(emojiOf(request)));
    const after = BigInt(request.query.get('after') ?? 0);
    const limit = Number(request.query.get('limit') ?? 25);
    const users = [...(reaction?.userIds ?? [])]
      .filter((id) => BigInt(id) > after)
      .slice(0, limit)
      .flatMap((id) => services.world.users.get(id) ?? []);
    return ok(users.map(userPayload));
  },
};

export const reactionRoutes: Route[] = [addOwn, removeOwn, removeOthers, clearEmoji, clearAll, listUsers];

/** @throws DiscordError 10014 */
function emojiOf(request: RestRequest): Emoji {
  const emoji = parseEmoji(param(request, 'emoji_name'));
  if (!emoji) throw new DiscordError('unknownEmoji');
  return emoji;
}

/** Removing other people's reactions needs Manage Messages in a guild; in direct messages it is never allowed. */
function requireModeration(channel: ChannelRecord, {world}: Services): void {
  if (channel.kind !== 'guild') throw new DiscordError('cannotExecuteInDm');
  requirePermissions(channel, world.bot, ['ManageMessages']);
}
