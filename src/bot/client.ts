import {
  Client,
  DefaultRestOptions,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type GatewayMessageDeleteBulkDispatchData,
  type GatewayMessageDeleteDispatchData,
  type GatewayMessageReactionAddDispatchData,
  type GuildBasedChannel,
  type Interaction,
  Options,
  Partials,
  REST,
} from 'discord.js';
import type {Log} from '../system/log.ts';
import type {GatewayWatch} from './gateway/gateway-watch.ts';
import {guardPackets, HardenedSharding, type ShardHooks} from './gateway/hardened-sharding.ts';
import {reachDiscord} from './gateway/reach-discord.ts';
import type {IncomingReaction} from './reaction-router.ts';
import {type SureCallbacksOptions, sureCallbacks} from './sure-callbacks.ts';

export interface ClientOptions {
  apiBase: string;
  watch: GatewayWatch;
  callbacks: SureCallbacksOptions;
  log: Log;
}

/**
 * Uses no privileged intent. Needs partials, because messages from before a restart are not cached. The message intents
 * serve only to hear of deletions: Discord does not send what people write, and the bot keeps none of it.
 */
export function createClient({apiBase, watch, callbacks, log}: ClientOptions): Client {
  const hooks: ShardHooks = {
    watch,
    onFault: (err) => log.error({err}, 'an event from Discord could not be handled'),
    reach: (ask) => reachDiscord(ask, {apiBase, log}),
  };
  const client = new Client({
    rest: {api: apiBase, makeRequest: sureCallbacks(DefaultRestOptions.makeRequest, callbacks)},
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
  // Taken straight from the gateway: discord.js emits no reaction in a channel that it has not cached, as in a thread
  // that was archived at the start, or in direct messages after a restart.
  client.ws.on(GatewayDispatchEvents.MessageReactionAdd, (data: GatewayMessageReactionAddDispatchData) => {
    safely(async () => onReaction(toReaction(data, client)));
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

function toReaction(data: GatewayMessageReactionAddDispatchData, client: Client): IncomingReaction {
  const {message_id: id, channel_id: channelId, user_id: userId, guild_id: guildId, member, emoji} = data;
  return {
    message: {id, channelId},
    emoji: emoji.name ?? '',
    userId,
    byBot: member?.user.bot === true || userId === client.user?.id,
    whereabouts: async () => {
      if (guildId === undefined || !member) return {permissions: null};
      const channel = await fetchChannel(client, channelId);
      return {
        // The cache has the member, because discord.js takes them from the reaction.
        permissions: channel?.permissionsFor(userId) ?? null,
        roleIds: member.roles,
        ...(channel?.isThread() && channel.parentId !== null && {parentId: channel.parentId}),
      };
    },
  };
}

/** Undefined if the bot may not see the channel or cannot ask for it. */
async function fetchChannel(client: Client, id: string): Promise<GuildBasedChannel | undefined> {
  const channel = await client.channels.fetch(id).catch(() => null);
  return channel && !channel.isDMBased() ? channel : undefined;
}
