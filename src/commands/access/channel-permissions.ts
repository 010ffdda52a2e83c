import {ChannelType, PermissionFlagsBits, PermissionsBitField, Routes} from 'discord.js';
import {z} from 'zod';
import type {Rest} from '../messages/reply/rest.ts';

const bits = z.string().transform(BigInt);
const channelSchema = z.object({
  type: z.number(),
  guild_id: z.string(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({id: z.string(), allow: bits, deny: bits})).default([]),
});
const guildSchema = z.object({
  owner_id: z.string(),
  roles: z.array(z.object({id: z.string(), permissions: bits})),
});

const threads: readonly unknown[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

/** The channel above a thread; undefined for other channels. */
export function threadParent(channel: object | undefined): string | undefined {
  const {type, parent_id: parent}: {type?: unknown; parent_id?: unknown} = channel ?? {};
  return threads.includes(type) && typeof parent === 'string' ? parent : undefined;
}

/**
 * What a member may do in a channel of a guild, asked from Discord, because the bot keeps no guilds in memory. Computed
 * as in Discord's documentation, “Permission Hierarchy”; a thread has its parent's.
 * @throws DiscordAPIError when the bot may not see the channel
 */
export async function permissionsIn(
  rest: Pick<Rest, 'get'>,
  channelId: string,
  {userId, roleIds}: {userId: string; roleIds: readonly string[]},
): Promise<{permissions: PermissionsBitField; parentId?: string}> {
  const channel = channelSchema.parse(await rest.get(Routes.channel(channelId)));
  const parentId = threadParent(channel);
  const [guild, {permission_overwrites: overwrites}] = await Promise.all([
    rest.get(Routes.guild(channel.guild_id)).then((answer) => guildSchema.parse(answer)),
    parentId === undefined
      ? channel
      : rest.get(Routes.channel(parentId)).then((answer) => channelSchema.parse(answer)),
  ]);
  const everyone = channel.guild_id;
  const ownRoles = guild.roles.filter(({id}) => id === everyone || roleIds.includes(id));
  const base = ownRoles.reduce((sum, {permissions}) => sum | permissions, 0n);
  const isAll = guild.owner_id === userId || (base & PermissionFlagsBits.Administrator) !== 0n;
  const stages = [[everyone], roleIds, [userId]];
  const permissions = isAll
    ? PermissionsBitField.All
    : stages.reduce((before, ids) => {
        const own = overwrites.filter(({id}) => ids.includes(id));
        const denied = own.reduce((sum, {deny}) => sum | deny, 0n);
        return (before & ~denied) | own.reduce((sum, {allow}) => sum | allow, 0n);
      }, base);
  return {permissions: new PermissionsBitField(permissions), ...(parentId !== undefined && {parentId})};
}
