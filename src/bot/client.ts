import {
  Client,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type GatewayMessageDeleteBulkDispatchData,
  type GatewayMessageDeleteDispatchData,
  type GatewayMessageReactionAddDispatchData,
  type Interaction,
  type MessageReaction,
  Options,
  type PartialMessageReaction,
  Partials,
  type PartialUser,
  REST,
  type User,
} from 'discord.js';
import type {Log} from '../system/log.ts';
import type {GatewayWatch} from './gateway/gateway-watch.ts';
import {guardPackets, HardenedSharding, type ShardHooks} from './gateway/hardened-sharding.ts';
import {reachDiscord} from './gateway/reach-discord.ts';
import type {IncomingReaction} from './reaction-router.ts';

/**
 * Uses no privileged intent. Needs partials, because messages from before a restart are not cached. The message intents
 * serve only to hear of deletions: Discord does not send what people write, and the bot keeps none of it.
 */
export function createClient(apiBase: string, watch: GatewayWatch, log: Log): Client {
  const hooks: ShardHooks = {
    watch,
    onFault: (err) => log.error({err}, 'an event from Discord could not be handled'),
    reach: (ask) => reachDiscord(ask, {apiBase, log}),
  };
  const client = new Client({
    rest: {api: apiBase},
    ws: {buildStrategy: (manager) => new HardenedSharding(manager, hooks)},
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.DirectMessageReactions,
    ],
    makeCache: Options.cacheWithLimits({...Options.DefaultMakeCacheSettings, MessageManager: 0}),
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    allowedMentions: {parse: []},
  });
  guardPackets(client.ws, hooks.onFault);
  return client;
}

/** Discord's REST API without the gateway; enough to register commands. */
export function createRest(apiBase: string, token: string): REST {
  return new REST({api: apiBase}).setToken(token);
}

export interface Handlers {
  onInteraction(interaction: Interaction): Promise<void>;
  onReaction(reaction: IncomingReaction): Promise<void>;
  /** A message was deleted: any message, in any channel. */
  onMessageDeleted(messageId: string): void;
  watch: GatewayWatch;
  log: Log;
}

export interface Connection {
  /** Resolves when every event received so far has been handled. */
  settled(): Promise<void>;
}

export function connectHandlers(
  client: Client,
  {onInteraction, onReaction, onMessageDeleted, watch, log}: Handlers,
): Connection {
  const underWay = new Set<Promise<void>>();
  /** An error in one event ends only the handling of that event. */
  const safely = (handle: () => Promise<void>) => {
    const handling = handle()
      .catch((err: unknown) => log.error({err}, 'event handler failed'))
      .finally(() => underWay.delete(handling));
    underWay.add(handling);
  };
  client.on(Events.InteractionCreate, (interaction) => safely(async () => onInteraction(interaction)));
  client.on(Events.MessageReactionAdd, (reaction, user) => {
    if (reaction.message.inGuild()) safely(async () => onReaction(fromGuild(reaction, user)));
  });
  // discord.js 14.28 emits no event for reactions to direct messages it has not cached, as after a restart.
  client.ws.on(GatewayDispatchEvents.MessageReactionAdd, (data: GatewayMessageReactionAddDispatchData) => {
    if (data.guild_id === undefined) safely(async () => onReaction(fromDirectMessage(data, client)));
  });
  // Taken straight from the gateway: discord.js emits only messages that it has cached or can make partials for.
  client.ws.on(GatewayDispatchEvents.MessageDelete, ({id}: GatewayMessageDeleteDispatchData) => {
    safely(async () => onMessageDeleted(id));
  });
  client.ws.on(GatewayDispatchEvents.MessageDeleteBulk, ({ids}: GatewayMessageDeleteBulkDispatchData) => {
    for (const id of ids) safely(async () => onMessageDeleted(id));
  });
  client.on(Events.ClientReady, ({user, guilds}) => {
    log.info({user: user.tag, guilds: guilds.cache.size}, 'ready');
  });
  client.on(Events.Error, (err) => log.error({err}, 'client error'));
  client.on(Events.Warn, (warning) => log.warn({warning}, 'client warning'));
  client.on(Events.ShardError, (error, shard) => watch.failed(shard, error));
  client.on(Events.ShardResume, (shard, replayed) => log.info({shard, replayed}, 'gateway resumed'));
  client.rest.on('rateLimited', ({method, route, retryAfter}) => {
    log.debug({method, route, retryAfter}, 'waiting for the rate limit');
  });
  return {
    async settled() {
      await Promise.all(underWay);
    },
  };
}

function fromGuild(
  {message, emoji, client}: MessageReaction | PartialMessageReaction,
  {id, bot}: User | PartialUser,
): IncomingReaction {
  return {
    message: {id: message.id, channelId: message.channelId},
    emoji: emoji.name ?? '',
    actor: {
      id,
      permissions: message.inGuild() ? message.channel.permissionsFor(id) : null,
      // The cache has the member, because the gateway sends them with the reaction.
      roleIds: [...(message.guild?.members.cache.get(id)?.roles.cache.keys() ?? [])],
    },
    byBot: bot === true || id === client.user.id,
  };
}

function fromDirectMessage(data: GatewayMessageReactionAddDispatchData, {user}: Client): IncomingReaction {
  return {
    message: {id: data.message_id, channelId: data.channel_id},
    emoji: data.emoji.name ?? '',
    actor: {id: data.user_id, permissions: null},
    byBot: data.user_id === user?.id,
  };
}
