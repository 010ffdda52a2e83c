/** Finds what a path names, or throws Discord's error if it does not exist. */
import {requirePermissions} from '../permissions.ts';
import {DiscordError} from '../rest/discord-error.ts';
import {param, type RestRequest} from '../rest/route.ts';
import type {Services} from '../services.ts';
import type {ChannelRecord, GuildRecord, MessageRecord, UserRecord} from '../state/model.ts';

/** @throws DiscordError 10003 if there is no such channel, 50001 if the bot may not see it. */
export function channelOf(request: RestRequest, {world}: Services): ChannelRecord {
  const channel = world.channel(param(request, 'channel_id'));
  if (!channel) throw new DiscordError('unknownChannel');
  requirePermissions(channel, world.bot, []);
  return channel;
}

/** @throws DiscordError 10008, even for ephemeral messages: the bot's token never reaches them. */
export function messageOf(request: RestRequest, services: Services, channel: ChannelRecord): MessageRecord {
  const message = services.messages.find(channel, param(request, 'message_id'));
  if (!message || message.visibleTo) throw new DiscordError('unknownMessage');
  return message;
}

/** @throws DiscordError 10004 if there is no such guild, 50001 if the bot is not in it. */
export function guildOf(request: RestRequest, {world}: Services): GuildRecord {
  const guild = world.guilds.get(param(request, 'guild_id'));
  if (!guild) throw new DiscordError('unknownGuild');
  if (!guild.members.has(world.bot.id)) throw new DiscordError('missingAccess');
  return guild;
}

/** @throws DiscordError 10013 */
export function userOf(request: RestRequest, {world}: Services): UserRecord {
  const id = param(request, 'user_id');
  const user = id === '@me' ? world.bot : world.users.get(id);
  if (!user) throw new DiscordError('unknownUser');
  return user;
}

/** @throws DiscordError 10002 unless the path names the bot's own application. */
export function requireOwnApplication(request: RestRequest, {world}: Services): void {
  if (param(request, 'application_id') !== world.applicationId) throw new DiscordError('unknownApplication');
}

/** Largest file that may be posted in a channel, bytes. */
export function sizeLimitOf(channel: ChannelRecord, dmLimit: number): number {
  return channel.kind === 'guild' ? channel.guild.attachmentSizeLimit : dmLimit;
}
