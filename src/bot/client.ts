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
import type {IncomingReaction} from './reaction-router.ts';

/**
 * No privileged intent; partials, because messages from before a restart are in no cache. The intents for messages are
 * for their deletion alone: nothing of what people write is kept, and Discord does not send its content.
 */
export function createClient(apiBase: string): Client {
  return new Client({
    rest: {api: apiBase},
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
}

/** Discord without a gateway, enough to register commands. */
export function createRest(apiBase: string, token: string): REST {
  return new REST({api: apiBase}).setToken(token);
}

export interface Handlers {
  onInteraction(interaction: Interaction): Promise<void>;
  onReaction(reaction: IncomingReaction): Promise<void>;
  /** A message was deleted, anybody's and anywhere. */
  onMessageDeleted(messageId: string): void;
  /** Discord closed the connection in a way that no reconnecting mends, for example after the token was reset. */
  onLost(): void;
  log: Log;
}

export interface Connection {
  /** Resolves when nothing of what has come so far is being handled any more. */
  settled(): Promise<void>;
}

export function connectHandlers(
  client: Client,
  {onInteraction, onReaction, onMessageDeleted, onLost, log}: Handlers,
): Connection {
  const underWay = new Set<Promise<void>>();
  /** Whatever goes wrong with one event is the end of that event only. */
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
  // The library stays silent about direct messages it has not cached, as after a restart (discord.js 14.28).
  client.ws.on(GatewayDispatchEvents.MessageReactionAdd, (data: GatewayMessageReactionAddDispatchData) => {
    if (data.guild_id === undefined) safely(async () => onReaction(fromDirectMessage(data, client)));
  });
  // As they come: the library tells only of messages that it has cached or makes up partials for.
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
  client.on(Events.ShardError, (err, shard) => log.warn({err, shard}, 'gateway error'));
  client.on(Events.ShardReconnecting, (shard) => log.info({shard}, 'gateway reconnecting'));
  client.on(Events.ShardResume, (shard, replayed) => log.info({shard, replayed}, 'gateway resumed'));
  client.on(Events.ShardDisconnect, ({code}, shard) => {
    log.error({shard, code}, 'gateway closed for good');
    onLost();
  });
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
      // The gateway sends the member with the reaction.
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
