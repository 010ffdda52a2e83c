/** Who the bot is, who others are, and where its gateway is. */
import {applicationPayload, ownUserPayload} from '../payloads/application.ts';
import {userPayload} from '../payloads/people.ts';
import {ok, type Route} from '../rest/route.ts';
import {userOf} from './lookup.ts';

const guildsPerShard = 1_000;

const gateway: Route = {
  method: 'GET',
  path: '/gateway',
  auth: 'none',
  handle: (_request, {gatewayUrl}) => ok({url: gatewayUrl}),
};

const gatewayForBot: Route = {
  method: 'GET',
  path: '/gateway/bot',
  auth: 'bot',
  handle(_request, {gatewayUrl, world, sessionStarts, recommendedShards}) {
    const guilds = [...world.guilds.values()].filter(({members}) => members.has(world.bot.id)).length;
    const shards = recommendedShards ?? Math.max(1, Math.ceil(guilds / guildsPerShard));
    return ok({url: gatewayUrl, shards, session_start_limit: sessionStarts.limit});
  },
};

const ownApplication: Route = {
  method: 'GET',
  path: '/applications/@me',
  auth: 'bot',
  handle: (_request, {world}) => ok(applicationPayload(world)),
};

const ownUser: Route = {
  method: 'GET',
  path: '/users/@me',
  auth: 'bot',
  handle: (_request, {world}) => ok(ownUserPayload(world)),
};

const getUser: Route = {
  method: 'GET',
  path: '/users/{user_id}',
  auth: 'bot',
  handle: (request, services) => ok(userPayload(userOf(request, services))),
};

export const identityRoutes: Route[] = [gateway, gatewayForBot, ownApplication, ownUser, getUser];
