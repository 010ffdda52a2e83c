/**
 * Who may do what, computed the way Discord does: the guild's everyone role and the member's roles, then the
 * channel's overwrites for everyone, for roles, for the member. In a direct message a fixed set applies.
 */
import {PermissionFlagsBits} from 'discord-api-types/v10';
import {DiscordError} from './rest/discord-error.ts';
import type {ChannelRecord, GuildRecord, OverwriteRecord, UserRecord} from './state/model.ts';

export type PermissionName = keyof typeof PermissionFlagsBits;

/** What the everyone role of a new guild may do. */
export const everyonePermissions = permissionBits([
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'EmbedLinks',
  'AttachFiles',
  'AddReactions',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'UseApplicationCommands',
  'UseExternalApps',
]);

const dmPermissions = permissionBits([
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'AddReactions',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'UseExternalApps',
]);

/** What an app may do with its answers in a place it is not a member of. */
const userInstallPermissions = permissionBits(['EmbedLinks', 'AttachFiles', 'UseExternalEmojis']);

const allPermissions = permissionBits(Object.keys(PermissionFlagsBits) as PermissionName[]);

export function permissionBits(names: readonly PermissionName[]): bigint {
  return names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);
}

/** Guild-wide permissions; 0 for somebody who is not a member. */
export function guildPermissions(guild: GuildRecord, userId: string): bigint {
  const member = guild.members.get(userId);
  if (!member) return 0n;
  if (guild.ownerId === userId) return allPermissions;
  const bits = [guild.id, ...member.roleIds].reduce(
    (sum, roleId) => sum | (guild.roles.get(roleId)?.permissions ?? 0n),
    0n,
  );
  return bits & PermissionFlagsBits.Administrator ? allPermissions : bits;
}

export function channelPermissions(channel: ChannelRecord, user: UserRecord): bigint {
  if (channel.kind === 'dm') return user.bot || user.id === channel.user.id ? dmPermissions : 0n;
  if (channel.kind === 'group') return channel.users.includes(user) ? dmPermissions : 0n;
  const {guild, overwrites} = channel.thread?.parent ?? channel;
  const base = guildPermissions(guild, user.id);
  if (base === allPermissions || base === 0n) return base;
  const roleIds = guild.members.get(user.id)?.roleIds ?? [];
  const everyone = apply(base, [overwrites.get(guild.id)]);
  const byRole = apply(
    everyone,
    roleIds.map((roleId) => overwrites.get(roleId)),
  );
  const bits = apply(byRole, [overwrites.get(user.id)]);
  return bits & PermissionFlagsBits.ViewChannel ? bits : 0n;
}

/** `app_permissions` of an interaction in this channel. */
export function appPermissions(channel: ChannelRecord, bot: UserRecord): bigint {
  return isGuest(channel, bot) ? userInstallPermissions : channelPermissions(channel, bot);
}

/** Whether the bot is not a member there, so that only its user-installed commands work. */
export function isGuest(channel: ChannelRecord, bot: UserRecord): boolean {
  return channel.kind === 'group' || (channel.kind === 'guild' && !channel.guild.members.has(bot.id));
}

export function may(channel: ChannelRecord, user: UserRecord, name: PermissionName): boolean {
  return (channelPermissions(channel, user) & PermissionFlagsBits[name]) !== 0n;
}

/**
 * What sending a message takes there.
 * @throws DiscordError 160005 in a locked thread that the user may not manage
 */
export function requireSending(channel: ChannelRecord, user: UserRecord): void {
  const isThread = channel.kind === 'guild' && channel.thread !== undefined;
  requirePermissions(channel, user, [isThread ? 'SendMessagesInThreads' : 'SendMessages']);
  requireUnlocked(channel, user);
}

/** @throws DiscordError 50083 in an archived thread, 160005 in a locked one that the user may not manage */
export function requireActive(channel: ChannelRecord, user: UserRecord): void {
  if (channel.kind === 'guild' && channel.thread?.archived) throw new DiscordError('threadArchived');
  requireUnlocked(channel, user);
}

function requireUnlocked(channel: ChannelRecord, user: UserRecord): void {
  if (channel.kind === 'guild' && channel.thread?.locked && !may(channel, user, 'ManageThreads'))
    throw new DiscordError('threadLocked');
}

/** @throws DiscordError 50001 if the channel cannot be seen, 50013 if one of `names` is missing. */
export function requirePermissions(
  channel: ChannelRecord,
  user: UserRecord,
  names: readonly PermissionName[],
): void {
  if (!may(channel, user, 'ViewChannel')) throw new DiscordError('missingAccess');
  if (!names.every((name) => may(channel, user, name))) throw new DiscordError('missingPermissions');
}

function apply(bits: bigint, overwrites: readonly (OverwriteRecord | undefined)[]): bigint {
  let allow = 0n;
  let deny = 0n;
  for (const overwrite of overwrites) {
    allow |= overwrite?.allow ?? 0n;
    deny |= overwrite?.deny ?? 0n;
  }
  return (bits & ~deny) | allow;
}
