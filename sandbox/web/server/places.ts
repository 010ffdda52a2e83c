/** What a viewer sees: people, places, what they may do there, and every visible message. */

import {offeredCommands} from '../../actors/commands.ts';
import type {ScriptedUser} from '../../actors/scripted-user.ts';
import {ChannelHandle} from '../../handles/channel-handle.ts';
import type {Sandbox} from '../../index.ts';
import {guildPermissions, may, permissionBits} from '../../permissions.ts';
import type {ChannelRecord, GuildRecord, MessageRecord, UserRecord} from '../../state/model.ts';
import type {PageGuild, PageMessage, Person, Place, Snapshot} from '../protocol.ts';

/** The page gets only the newest messages of each channel. */
const messagesPerChannel = 200;

export function takeSnapshot(sandbox: Sandbox, viewer: ScriptedUser, hasSample: boolean): Snapshot {
  const {world} = sandbox.services;
  const dm = world.openDm(viewer.record);
  const guilds = [...world.guilds.values()].filter((guild) => guild.members.has(viewer.id));
  const channels = guilds.map((guild) => ({guild, seen: visibleChannels(guild, viewer)}));
  const messages: Snapshot['messages'] = {};
  const groups = world
    .channels()
    .filter(({kind}) => kind === 'group')
    .filter((channel) => may(channel, viewer.record, 'ViewChannel'));
  for (const channel of [dm, ...groups, ...channels.flatMap(({seen}) => seen)]) {
    messages[channel.id] = new ChannelHandle(sandbox.services, channel).messages
      .filter(({record}) => viewer.sees(record))
      .slice(-messagesPerChannel)
      .map(({record}) => seenBy(sandbox, viewer, record));
  }
  return {
    origin: sandbox.origin,
    viewerId: viewer.id,
    botId: world.bot.id,
    people: [...world.users.values()].map((user) => personOf(sandbox, user)),
    guilds: channels.map(({guild, seen}) => guildOf(sandbox, viewer, guild, seen)),
    dm: placeOf(sandbox, viewer, dm, world.bot.globalName),
    groups: groups.map((channel) => placeOf(sandbox, viewer, channel, nameOf(channel))),
    messages,
    hasSample,
  };
}

export function seenBy(sandbox: Sandbox, viewer: ScriptedUser, record: MessageRecord): PageMessage {
  const {payloads, world} = sandbox.services;
  const message = payloads.message(record);
  const reactions = [...record.reactions.values()];
  return {
    message: {
      ...message,
      ...(message.reactions && {
        reactions: message.reactions.map((reaction, index) => ({
          ...reaction,
          me: reactions[index]?.userIds.has(viewer.id) ?? false,
        })),
      }),
    },
    reactors: reactions.map(({userIds}) => [...userIds].map((id) => world.users.get(id)?.globalName ?? id)),
    ephemeral: record.visibleTo !== undefined,
  };
}

function visibleChannels(guild: GuildRecord, viewer: ScriptedUser): ChannelRecord[] {
  return [...guild.channels.values()].filter((channel) => may(channel, viewer.record, 'ViewChannel'));
}

function guildOf(
  sandbox: Sandbox,
  viewer: ScriptedUser,
  guild: GuildRecord,
  seen: readonly ChannelRecord[],
): PageGuild {
  return {
    id: guild.id,
    name: guild.name,
    hasBot: guild.members.has(sandbox.services.world.bot.id),
    channels: seen.map((channel) => placeOf(sandbox, viewer, channel, nameOf(channel))),
    roles: [...guild.roles.values()].map(({id, name}) => ({id, name})),
    memberIds: [...guild.members.keys()],
  };
}

function placeOf({services}: Sandbox, viewer: ScriptedUser, channel: ChannelRecord, name: string): Place {
  const user = viewer.record;
  return {
    id: channel.id,
    name,
    kind: channel.kind === 'guild' ? 'text' : channel.kind,
    ...(channel.kind === 'dm' && {memberIds: [services.world.bot.id, user.id]}),
    ...(channel.kind === 'group' && {memberIds: channel.users.map(({id}) => id)}),
    mayWrite: may(channel, user, 'SendMessages'),
    mayReact: may(channel, user, 'AddReactions'),
    mayDelete: channel.kind === 'guild' && may(channel, user, 'ManageMessages'),
    commands: offeredCommands(services, {user, channel}),
  };
}

function nameOf(channel: ChannelRecord): string {
  return channel.kind === 'dm' ? channel.user.globalName : channel.name;
}

function personOf(sandbox: Sandbox, user: UserRecord): Person {
  const moderation = permissionBits(['ManageMessages']);
  return {
    id: user.id,
    username: user.username,
    name: user.globalName,
    locale: user.locale,
    bot: user.bot,
    playable: sandbox.users.some(({id}) => id === user.id),
    moderator:
      !user.bot &&
      [...sandbox.services.world.guilds.values()].some(
        (guild) => (guildPermissions(guild, user.id) & moderation) === moderation,
      ),
  };
}
