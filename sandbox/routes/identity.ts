/** Who the bot is, who others are, and where its gateway is. */
import {applicationPayload, ownUserPayload} from '../payloads/application.ts';
import {userPayload} from '../payloads/people.ts';
import {ok, type Route} from '../rest/route.ts';
import {userOf} from './lookup.ts';

const dayMs = 24 * 60 * 60 * 1000;

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
  handle: (_request, {gatewayUrl}) =>
    ok({
      url: gatewayUrl,
      shards: 1,
      session_start_limit: {total: 1000, remaining: 1000, reset_after: dayMs, max_concurrency: 1},
    }),
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
