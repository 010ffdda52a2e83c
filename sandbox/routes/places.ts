/** Reading guilds, channels, roles and members; opening direct messages; leaving guilds. */
import type {RESTPostAPICurrentUserCreateDMChannelJSONBody} from 'discord-api-types/v10';
import {memberPayload, rolePayload} from '../payloads/people.ts';
import {channelPayload, dmChannelPayload, guildPayload} from '../payloads/places.ts';
import {requirePermissions} from '../permissions.ts';
import {DiscordError} from '../rest/discord-error.ts';
import {noContent, ok, param, type Route} from '../rest/route.ts';
import {channelOf, guildOf, userOf} from './lookup.ts';

const getChannel: Route = {
  method: 'GET',
  path: '/channels/{channel_id}',
  auth: 'bot',
  handle: (request, services) => ok(channelPayload(channelOf(request, services))),
};

const startTyping: Route = {
  method: 'POST',
  path: '/channels/{channel_id}/typing',
  auth: 'bot',
  handle(request, services) {
    const channel = channelOf(request, services);
    requirePermissions(channel, services.world.bot, ['SendMessages']);
    services.events.emit({type: 'typingStarted', channel, user: services.world.bot});
    return noContent;
  },
};

const openDm: Route<RESTPostAPICurrentUserCreateDMChannelJSONBody> = {
  method: 'POST',
  path: '/users/@me/channels',
  auth: 'bot',
  handle(request, {world}) {
    const user = world.users.get(request.body.recipient_id);
    if (!user) throw new DiscordError('unknownUser');
    return ok(dmChannelPayload(world.openDm(user)));
  },
};

const getGuild: Route = {
  method: 'GET',
  path: '/guilds/{guild_id}',
  auth: 'bot',
  handle(request, services) {
    const guild = guildOf(request, services);
    const counts = {
      approximate_member_count: guild.members.size,
      approximate_presence_count: guild.members.size,
    };
    return ok({...guildPayload(guild), ...(request.query.get('with_counts') === 'true' && counts)});
  },
};

const leaveGuild: Route = {
  method: 'DELETE',
  path: '/users/@me/guilds/{guild_id}',
  auth: 'bot',
  handle(request, {world}) {
    const guild = world.guilds.get(param(request, 'guild_id'));
    if (!guild?.members.has(world.bot.id)) throw new DiscordError('unknownGuild');
    world.removeBot(guild);
    return noContent;
  },
};

const listChannels: Route = {
  method: 'GET',
  path: '/guilds/{guild_id}/channels',
  auth: 'bot',
  handle: (request, services) =>
    ok([...guildOf(request, services).channels.values()].filter(({thread}) => !thread).map(channelPayload)),
};

const listRoles: Route = {
  method: 'GET',
  path: '/guilds/{guild_id}/roles',
  auth: 'bot',
  handle: (request, services) => ok([...guildOf(request, services).roles.values()].map(rolePayload)),
};

const getMember: Route = {
  method: 'GET',
  path: '/guilds/{guild_id}/members/{user_id}',
  auth: 'bot',
  handle(request, services) {
    const member = guildOf(request, services).members.get(userOf(request, services).id);
    if (!member) throw new DiscordError('unknownMember');
    return ok(memberPayload(member));
  },
};

export const placeRoutes: Route[] = [
  getChannel,
  startTyping,
  openDm,
  getGuild,
  leaveGuild,
  listChannels,
  listRoles,
  getMember,
];
