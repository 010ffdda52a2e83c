/**
 * A local Discord: REST, gateway and attachment host on one port of 127.0.0.1, with scripted users, a clock that can
 * jump ahead, and faults on demand. A bot connects with its ordinary client; only the base URL differs.
 */
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Locale} from 'discord-api-types/v10';
import {ScriptedUser} from './actors/scripted-user.ts';
import {AttachmentStore} from './attachments/store.ts';
import {Clock} from './clock.ts';
import {EventHub} from './events.ts';
import {type Change, Reshaping} from './gateway/reshaping.ts';
import {Gateway} from './gateway/server.ts';
import type {Dispatch} from './gateway/session.ts';
import {type SessionStartOptions, SessionStarts} from './gateway/session-starts.ts';
import {ChannelHandle} from './handles/channel-handle.ts';
import {type Guest, serve} from './http.ts';
import {InteractionRegistry} from './interactions/registry.ts';
import {MessagePayloads} from './payloads/message.ts';
import type {PermissionName} from './permissions.ts';
import {Faults} from './rest/faults.ts';
import {RateLimits} from './rest/rate-limits.ts';
import {routeName} from './rest/route.ts';
import {Router} from './rest/router.ts';
import type {Violation} from './rest/violations.ts';
import {routes} from './routes/index.ts';
import {loadJudge} from './schema/judge.ts';
import type {Services} from './services.ts';
import {SnowflakeSource} from './snowflake.ts';
import {MessageStore} from './state/messages.ts';
import type {GuildChannelRecord} from './state/model.ts';
import {type GuildOptions, type ThreadOptions, World} from './state/world.ts';
import {TrafficLog} from './traffic-log.ts';

export type {OptionValues} from './actors/command-options.ts';
export {FileInput, type FileOptions, file} from './actors/file.ts';
export {ClientRefusal} from './actors/refusal.ts';
export {type PlaceOptions, ScriptedUser} from './actors/scripted-user.ts';
export type {Delivery} from './attachments/store.ts';
export type {SandboxEvent} from './events.ts';
export type {Change} from './gateway/reshaping.ts';
export {ChannelHandle} from './handles/channel-handle.ts';
export {InteractionHandle} from './handles/interaction-handle.ts';
export {MessageHandle} from './handles/message-handle.ts';
export type {PermissionName} from './permissions.ts';
export type {Violation} from './rest/violations.ts';
export type {MessageVersion} from './state/model.ts';
export type {GuildOptions} from './state/world.ts';
export type {TrafficEntry} from './traffic-entry.ts';
export type {WaitOptions} from './wait.ts';

export interface SandboxOptions extends SessionStartOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Where the bot is told that the gateway and attachments are, if not at the sandbox's own address. */
  publicOrigin?: string;
  botName?: string;
  /** Id of the bot and its application. Default: made up. */
  applicationId?: string;
  botToken?: string;
  /** Default: one guild, with the channels `general` and `gallery`. */
  guilds?: readonly GuildOptions[];
  /** True numbers ids by count instead of time, so that two runs get the same ids. */
  deterministicIds?: boolean;
  /** Default 41,250 ms, as on Discord. */
  heartbeatIntervalMs?: number;
  /** Privileged gateway intents the application has been granted, as bits. Default none. */
  privilegedIntents?: number;
  /** How many shards `GET /gateway/bot` recommends. Default: one for each thousand guilds. */
  recommendedShards?: number;
  /** Limit shared by all routes that need the bot's token. Default 50. */
  globalRequestsPerSecond?: number;
  /** How many entries the traffic log keeps. Default 10,000. */
  logCapacity?: number;
  /** Characters the log keeps of each body. Default 600. */
  logBodyLength?: number;
}

export interface UserOptions {
  /** Permissions in every guild, on top of everyone's. */
  permissions?: readonly PermissionName[];
  locale?: Locale;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const [judge, server] = await Promise.all([loadJudge(routes.map(routeName)), listen(options.port ?? 0)]);
  const botToken = options.botToken ?? 'sandbox-bot-token';
  const {port} = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const publicOrigin = options.publicOrigin ?? origin;
  const clock = new Clock();
  const ids = new SnowflakeSource(clock, {deterministic: options.deterministicIds ?? false});
  const events = new EventHub();
  const log = new TrafficLog(events, {
    capacity: options.logCapacity ?? 10_000,
    botToken,
    bodyLength: options.logBodyLength,
  });
  const bot = {name: options.botName ?? 'Atelier', ...(options.applicationId && {id: options.applicationId})};
  const world = new World({clock, ids, events}, bot);
  for (const guild of options.guilds ?? [{name: 'Studio', channels: ['general', 'gallery']}]) {
    world.createGuild(guild);
  }
  const attachments = new AttachmentStore({clock, ids, origin: publicOrigin});
  const payloads = new MessagePayloads({attachments, botId: world.bot.id});
  const services: Services = {
    clock,
    ids,
    events,
    log,
    world,
    attachments,
    payloads,
    messages: new MessageStore({clock, ids, events, payloads}),
    interactions: new InteractionRegistry({clock, events}),
    reshaping: new Reshaping(),
    sessionStarts: new SessionStarts(clock, options),
    recommendedShards: options.recommendedShards,
    gatewayUrl: `${publicOrigin.replace(/^http/, 'ws')}/gateway`,
  };
  const unknownRoutes: string[] = [];
  const violations: Violation[] = [];
  const faults = new Faults();
  const gateway = new Gateway(services, {
    botToken,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
    privilegedIntents: options.privilegedIntents ?? 0,
    unknownRoutes,
  });
  const rateLimits = new RateLimits(clock, {globalPerSecond: options.globalRequestsPerSecond ?? 50});
  const router = new Router(routes);
  const guests = new Set<Guest>();
  const parts = {services, router, judge, faults, rateLimits, botToken, violations, unknownRoutes};
  serve(server, gateway, parts, guests);
  return new Sandbox({
    services,
    server,
    gateway,
    faults,
    violations,
    unknownRoutes,
    origin,
    botToken,
    guests,
  });
}

interface SandboxParts {
  services: Services;
  server: Server;
  gateway: Gateway;
  faults: Faults;
  violations: Violation[];
  unknownRoutes: string[];
  origin: string;
  botToken: string;
  guests: Set<Guest>;
}

export class Sandbox {
  /** For `new Client({rest: {api: sandbox.apiUrl}})`. */
  readonly apiUrl: string;
  /** Scheme, host and port of everything here, including attachments. */
  readonly origin: string;
  readonly botToken: string;
  readonly applicationId: string;
  readonly clock: Clock;
  readonly events: EventHub;
  readonly log: TrafficLog;
  readonly faults: Faults;
  readonly gateway: Gateway;
  /** Requests and answers that broke the official schemas. A healthy test ends with none. */
  readonly violations: readonly Violation[];
  /** Routes the bot asked for that the sandbox does not have. */
  readonly unknownRoutes: readonly string[];
  readonly services: Services;
  readonly #server: Server;
  readonly #guests: Set<Guest>;
  readonly #users = new Map<string, ScriptedUser>();

  constructor(parts: SandboxParts) {
    this.services = parts.services;
    this.#server = parts.server;
    this.#guests = parts.guests;
    this.gateway = parts.gateway;
    this.faults = parts.faults;
    this.violations = parts.violations;
    this.unknownRoutes = parts.unknownRoutes;
    this.origin = parts.origin;
    this.apiUrl = `${parts.origin}/api`;
    this.botToken = parts.botToken;
    this.applicationId = parts.services.world.applicationId;
    this.clock = parts.services.clock;
    this.events = parts.services.events;
    this.log = parts.services.log;
  }

  /** The user with that name, made on the first call. Only that call may pass options. */
  user(name: string, options: UserOptions = {}): ScriptedUser {
    const known = this.#users.get(name);
    if (known) {
      if (Object.keys(options).length > 0)
        throw new TypeError(`user ${name} already exists, so its options are fixed`);
      return known;
    }
    const {permissions = [], locale = Locale.EnglishUS} = options;
    const user = new ScriptedUser(this.services, this.services.world.addMember(name, {locale, permissions}));
    this.#users.set(name, user);
    return user;
  }

  /** Opens a group chat of these users. The bot is not a member. */
  groupChat(name: string, users: readonly ScriptedUser[]): ChannelHandle {
    const records = users.map(({record}) => record);
    return new ChannelHandle(this.services, this.services.world.openGroup(name, records));
  }

  /** Opens a thread in a channel, or a post in a forum. */
  openThread(parent: ChannelHandle, name: string, options: ThreadOptions = {}): ChannelHandle {
    const {world} = this.services;
    return new ChannelHandle(this.services, world.openThread(guildChannel(parent), name, options));
  }

  /** Moderators archive, reopen, lock and unlock threads. */
  changeThread(thread: ChannelHandle, change: {archived?: boolean; locked?: boolean}): void {
    this.services.world.changeThread(thread.record, change);
  }

  deleteChannel(channel: ChannelHandle): void {
    this.services.world.deleteChannel(guildChannel(channel));
  }

  /** The bot leaves the guild with this name. */
  removeBot(name: string): void {
    const guild = [...this.services.world.guilds.values()].find((known) => known.name === name);
    if (!guild) throw new RangeError(`expected a guild named ${name}`);
    this.services.world.removeBot(guild);
  }

  /**
   * From now on the bot gets dispatches of this name, such as `INTERACTION_CREATE`, changed; `shapes/` has what Discord
   * really sends. Returns the function that ends it.
   */
  reshape(name: string, change: Change): () => void {
    return this.services.reshaping.add(name, change);
  }

  /** Sends the bot something that the sandbox itself does not have. Without a guild it goes to shard 0. */
  dispatch(name: string, data: unknown, options: {guildId?: string} = {}): void {
    const dispatch = {t: name, d: data} as Dispatch;
    this.events.emit({type: 'dispatched', dispatch, guildId: options.guildId});
  }

  /** Every scripted user, oldest first. */
  get users(): ScriptedUser[] {
    return [...this.#users.values()];
  }

  /** Serves something else on the same port; returns the function that ends it. */
  mount(guest: Guest): () => void {
    this.#guests.add(guest);
    return () => this.#guests.delete(guest);
  }

  /** A guild channel by name. If several guilds have one, `guild` tells which. */
  channel(name: string, guild?: string): ChannelHandle {
    for (const record of this.services.world.channels()) {
      const fits = record.kind === 'guild' && record.name === name && (!guild || record.guild.name === guild);
      if (fits) return new ChannelHandle(this.services, record);
    }
    throw new RangeError(`expected a channel named ${name}${guild ? ` in ${guild}` : ''}`);
  }

  /** Closes every connection and stops every timer. */
  async close(): Promise<void> {
    this.gateway.close();
    this.clock.close();
    this.events.close();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

function guildChannel({record}: ChannelHandle): GuildChannelRecord {
  if (record.kind !== 'guild') throw new TypeError('expected a channel of a guild');
  return record;
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
