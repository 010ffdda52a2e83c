import {
  Client,
  DefaultRestOptions,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type GatewayInteractionCreateDispatchData,
  type GatewayMessageCreateDispatchData,
  type GatewayMessageDeleteBulkDispatchData,
  type GatewayMessageDeleteDispatchData,
  type GatewayMessageReactionAddDispatchData,
  GatewayOpcodes,
  type GatewayPresenceUpdateData,
  type GatewaySendPayload,
  type Interaction,
  Options,
  REST,
  Routes,
} from 'discord.js';
import {permissionsIn, threadParent} from '../commands/access/channel-permissions.ts';
import type {Config} from '../config.ts';
import type {Log} from '../system/log.ts';
import type {GatewayWatch} from './gateway/gateway-watch.ts';
import {guardPackets, HardenedSharding, type ShardHooks} from './gateway/hardened-sharding.ts';
import {IdentifyThrottle} from './gateway/identify-throttle.ts';
import {reachDiscord} from './gateway/reach-discord.ts';
import type {IncomingMessage} from './message-router.ts';
import {observedRequests, type RequestNews} from './observed-requests.ts';
import type {IncomingReaction} from './reaction-router.ts';
import {type SureCallbacksOptions, sureCallbacks} from './sure-callbacks.ts';

export interface ClientOptions {
  apiBase: string;
  /** Which of the gateway's shards this process holds. */
  shards: Config['shards'];
  watch: GatewayWatch;
  callbacks: SureCallbacksOptions;
  /** Hears of each request to Discord's API. */
  onRequest?(request: RequestNews): void;
  /** A request waits, because it would exceed one of Discord's limits. */
  onHeld?(): void;
  log: Log;
}

/**
 * Uses no privileged intent, and only those of events that the bot hears (`wanted-dispatches.ts`). The message intents
 * serve to hear of deletions. Without the intent for servers Discord does not describe them, which for thousands would
 * take minutes and most of the memory, so nothing is known of servers, channels and roles but what an event brings or
 * REST answers: discord.js' caches stay empty, and `interaction.guild` and `interaction.channel` are always null.
 */
export function createClient(options: ClientOptions): Client {
  const {apiBase, shards, watch, callbacks, onRequest = () => {}, onHeld = () => {}, log} = options;
  const hooks: ShardHooks = {
    watch,
    onFault: (err, shard) => log.error({err, shard}, 'an event from Discord could not be handled'),
    reach: (ask) => reachDiscord(ask, {apiBase, log}),
  };
  let throttle: IdentifyThrottle | undefined;
  const sharding = shardOptions(shards);
  const client = new Client({
    // Without `shards`, the constructor would parse SHARDS from the environment as JSON.
    ...sharding,
    rest: {
      api: apiBase,
      makeRequest: sureCallbacks(observedRequests(DefaultRestOptions.makeRequest, onRequest), callbacks),
    },
    ws: {
      buildStrategy: (manager) => new HardenedSharding(manager, hooks),
      buildIdentifyThrottler(manager) {
        throttle ??= new IdentifyThrottle({limits: (force) => manager.fetchGatewayInformation(force), log});
        return throttle;
      },
    },
    intents: [
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.DirectMessageReactions,
    ],
    makeCache: Options.cacheWithLimits({UserManager: 0}),
    allowedMentions: {parse: []},
  });
  // Again, because the constructor prefers SHARD_COUNT from the environment to a count of 1.
  Object.assign(client.options, sharding);
  guardPackets(client, hooks.onFault);
  client.rest.on('rateLimited', ({method, route, retryAfter}) => {
    log.debug({method, route, retryAfter}, 'waiting for the rate limit');
    onHeld();
  });
  return client;
}

function shardOptions(shards: Config['shards']): Pick<Client['options'], 'shards' | 'shardCount'> {
  if (shards === 'auto') return {shards: 'auto', shardCount: 1};
  const {first, last, count} = shards;
  return {shards: Array.from({length: last - first + 1}, (_, index) => first + index), shardCount: count};
}

/** How long the shard's last heartbeat took; absent until the first is answered, when discord.js says -1. */
export function pingOf(client: Client, shard: number): {pingMs?: number} {
  const pingMs = client.ws.shards.get(shard)?.ping ?? -1;
  return pingMs < 0 ? {} : {pingMs};
}

/**
 * Shows the bot's status to the servers of one shard. Resolves when it is sent.
 * @throws Error when the connection is lost meanwhile; discord.js' own method would leave that rejection to end the process
 */
export async function sendPresence({ws}: Client, shard: number, d: GatewayPresenceUpdateData): Promise<void> {
  await (ws as unknown as ManagerInside)._ws.send(shard, {op: GatewayOpcodes.PresenceUpdate, d});
}

/** A member of discord.js' manager, private in its typings. */
interface ManagerInside {
  _ws: {send(shard: number, packet: GatewaySendPayload): Promise<void>};
}

/** Discord's REST API without the gateway; enough to register commands. */
export function createRest(apiBase: string, token: string): REST {
  return new REST({api: apiBase}).setToken(token);
}

export interface Handlers {
  /** @param parentId the channel above the thread that it comes from */
  onInteraction(interaction: Interaction, parentId: string | undefined): Promise<void>;
  onReaction(reaction: IncomingReaction): Promise<void>;
  onMessage(message: IncomingMessage): Promise<void>;
  /** A message was deleted: any message, in any channel. */
  onMessageDeleted(messageId: string): Promise<void>;
  /** A shard has logged in and has a new session. */
  onSession(shard: number): void;
  watch: GatewayWatch;
  /** The product's version, for the log. */
  version: string;
  log: Log;
}

export interface Connection {
  /** Resolves when every event received so far has been handled. */
  settled(): Promise<void>;
}

export function connectHandlers(
  client: Client,
  {onInteraction, onReaction, onMessage, onMessageDeleted, onSession, watch, version, log}: Handlers,
): Connection {
  const underWay = new Set<Promise<void>>();
  /** An error in one event ends only the handling of that event. */
  const safely = (handle: () => Promise<void>) => {
    const handling = handle()
      .catch((err: unknown) => log.error({err}, 'event handler failed'))
      .finally(() => underWay.delete(handling));
    underWay.add(handling);
  };
  // What discord.js makes of an interaction lacks its thread's parent. Both events come of one packet, one after the other.
  let latest: GatewayInteractionCreateDispatchData | undefined;
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (data: GatewayInteractionCreateDispatchData) => {
    latest = data;
  });
  client.on(Events.InteractionCreate, (interaction) => {
    const parentId = latest?.id === interaction.id ? threadParent(latest.channel) : undefined;
    safely(async () => onInteraction(interaction, parentId));
  });
  // Taken straight from the gateway: discord.js emits no reaction in a channel that it does not know.
  client.ws.on(GatewayDispatchEvents.MessageReactionAdd, (data: GatewayMessageReactionAddDispatchData) => {
    safely(async () => onReaction(toReaction(data, client)));
  });
  // The same.
  client.ws.on(GatewayDispatchEvents.MessageCreate, (data: GatewayMessageCreateDispatchData) => {
    const parentId = async (): Promise<string | undefined> =>
      threadParent((await client.rest.get(Routes.channel(data.channel_id))) as object);
    safely(async () => onMessage({data, botId: client.user?.id ?? '', parentId}));
  });
  // The same.
  client.ws.on(GatewayDispatchEvents.MessageDelete, ({id}: GatewayMessageDeleteDispatchData) => {
    safely(async () => onMessageDeleted(id));
  });
  client.ws.on(GatewayDispatchEvents.MessageDeleteBulk, ({ids}: GatewayMessageDeleteBulkDispatchData) => {
    for (const id of ids) safely(async () => onMessageDeleted(id));
  });
  client.on(Events.ShardReady, (shard) => onSession(shard));
  client.on(Events.ClientReady, ({user, ws}) => {
    log.info({user: user.tag, version, shards: ws.shards.size, guilds: watch.guilds}, 'ready');
  });
  client.on(Events.Error, (err) => log.error({err}, 'client error'));
  client.on(Events.Warn, (warning) => log.warn({warning}, 'client warning'));
  client.on(Events.ShardError, (error, shard) => watch.failed(shard, error.message));
  client.on(Events.ShardResume, (shard, replayed) => log.info({shard, replayed}, 'gateway resumed'));
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
    byBot: member?.user?.bot === true || userId === client.user?.id,
    whereabouts: async () => {
      if (guildId === undefined || !member) return {permissions: null};
      const {roles: roleIds = []} = member;
      // The bot may not see the channel any more.
      const found = await permissionsIn(client.rest, channelId, {userId, roleIds}).catch(() => undefined);
      return {permissions: null, ...found, roleIds};
    },
  };
}
