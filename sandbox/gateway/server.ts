/**
 * The gateway: accepts sockets, keeps sessions, and turns every change in the sandbox into dispatches for the sessions
 * that asked for them. Tests break it on purpose with `drop`, `askToReconnect` and `invalidateSessions`.
 */
import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {setImmediate} from 'node:timers/promises';
import {
  type ApplicationFlags,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type GatewayIdentifyData,
  GatewayIntentBits,
  type GatewayResumeData,
} from 'discord-api-types/v10';
import {WebSocketServer} from 'ws';
import {userPayload} from '../payloads/people.ts';
import type {Services} from '../services.ts';
import {type ConnectionHost, GatewayConnection} from './connection.ts';
import {dispatchFor} from './dispatches.ts';
import {guildCreate} from './guild-create.ts';
import {variantsOf} from './malformed.ts';
import {type Dispatch, GatewaySession, shardOf} from './session.ts';

export interface GatewayOptions {
  botToken: string;
  heartbeatIntervalMs: number;
  /** Privileged intents granted to the application, as bits; asking for others closes with 4014. */
  privilegedIntents: number;
  unknownRoutes: string[];
}

const privileged =
  GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;
const everyIntent = Object.values(GatewayIntentBits).reduce<number>(
  (bits, bit) => (typeof bit === 'number' ? bits | bit : bits),
  0,
);

/** More guilds than this need more shards. */
const guildsPerShard = 2_500;

/** One shard's connections and sessions; all of them if there is no number. */
export interface ShardChoice {
  shard?: number;
}

export class Gateway implements ConnectionHost {
  readonly services: Services;
  readonly #options: GatewayOptions;
  readonly #server = new WebSocketServer({noServer: true});
  readonly #connections = new Set<GatewayConnection>();
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #refusals: {shard: number | undefined; code: GatewayCloseCodes}[] = [];
  /** Discord has given the bot another token, because it started too many sessions. */
  #tokenIsReset = false;

  constructor(services: Services, options: GatewayOptions) {
    this.services = services;
    this.#options = options;
    services.events.subscribe((event) => {
      for (const session of this.#sessions.values()) {
        const addressed = dispatchFor(event, services, session);
        if (addressed && session.wants(addressed.intents) && session.covers(addressed.guildId)) {
          session.dispatch(addressed.dispatch);
        }
      }
    });
  }

  get heartbeatIntervalMs(): number {
    return this.#options.heartbeatIntervalMs;
  }

  /** Sessions with a live socket. */
  get connected(): number {
    return [...this.#sessions.values()].filter(({socket}) => socket).length;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
    const encoding = url.searchParams.get('encoding') ?? 'json';
    const compress = url.searchParams.get('compress');
    this.#server.handleUpgrade(request, socket, head, (websocket) => {
      const connection = new GatewayConnection(websocket, this);
      this.#connections.add(connection);
      if ((url.searchParams.get('v') ?? '10') !== '10') {
        connection.close(GatewayCloseCodes.InvalidAPIVersion, 'the sandbox speaks version 10');
      } else if (encoding !== 'json' || compress) {
        const asked = [encoding, compress].filter(Boolean).join(' with ');
        connection.close(GatewayCloseCodes.DecodeError, `the sandbox speaks plain json, not ${asked}`);
      }
    });
  }

  identify(connection: GatewayConnection, data: GatewayIdentifyData): boolean | GatewayCloseCodes {
    const {intents, shard = [0, 1]} = data;
    const refusal = this.#refusalOf(shard[0]);
    if (refusal !== undefined) return refusal;
    if (data.token !== this.#options.botToken || this.#tokenIsReset)
      return GatewayCloseCodes.AuthenticationFailed;
    if (shard[0] >= shard[1]) return GatewayCloseCodes.InvalidShard;
    if ((intents & ~everyIntent) !== 0) return GatewayCloseCodes.InvalidIntents;
    if ((intents & privileged & ~this.#options.privilegedIntents) !== 0)
      return GatewayCloseCodes.DisallowedIntents;
    const {world, gatewayUrl, sessionStarts} = this.services;
    const guilds = [...world.guilds.values()].filter(
      (guild) => guild.members.has(world.bot.id) && shardOf(guild.id, shard[1]) === shard[0],
    );
    if (guilds.length > guildsPerShard) return GatewayCloseCodes.ShardingRequired;
    const start = sessionStarts.start(shard[0]);
    if (start === 'too soon') return false;
    if (start === 'used up') {
      this.#resetToken();
      return GatewayCloseCodes.AuthenticationFailed;
    }
    this.#forgetAbandoned(shard);
    const session = new GatewaySession({intents, shard});
    this.#sessions.set(session.id, session);
    connection.session = session;
    session.ready(connection, {
      v: 10,
      user: userPayload(world.bot),
      guilds: guilds.map(({id}) => ({id, unavailable: true})),
      resume_gateway_url: gatewayUrl,
      shard: [...shard],
      application: {id: world.applicationId, flags: 0 as ApplicationFlags, flags_new: '0'},
    });
    if (!session.wants(GatewayIntentBits.Guilds)) return true;
    for (const guild of guilds) {
      session.dispatch({t: GatewayDispatchEvents.GuildCreate, d: guildCreate(guild, world.bot)});
    }
    return true;
  }

  /** What Discord does to a bot that starts more sessions than it may: it loses all of them, and its token. */
  #resetToken(): void {
    this.#tokenIsReset = true;
    this.#sessions.clear();
    this.closeWith(GatewayCloseCodes.AuthenticationFailed);
  }

  /** Drops sessions without a socket: a bot that identifies again will not resume the one it lost. */
  #forgetAbandoned([id, count]: readonly [id: number, count: number]): void {
    for (const session of this.#sessions.values()) {
      const isSame = session.shard[0] === id && session.shard[1] === count;
      if (isSame && !session.socket) this.#sessions.delete(session.id);
    }
  }

  resume(connection: GatewayConnection, data: GatewayResumeData): boolean | GatewayCloseCodes {
    const session = this.#sessions.get(data.session_id);
    const refusal = this.#refusalOf(session?.shard[0]);
    if (refusal !== undefined) return refusal;
    if (data.token !== this.#options.botToken || this.#tokenIsReset)
      return GatewayCloseCodes.AuthenticationFailed;
    if (!session) return false;
    if (data.seq > session.sequence) return GatewayCloseCodes.InvalidSeq;
    if (!session.canReplayAfter(data.seq)) {
      this.#sessions.delete(session.id);
      return false;
    }
    connection.session = session;
    session.resume(connection, data.seq);
    return true;
  }

  closed(connection: GatewayConnection): void {
    this.#connections.delete(connection);
    if (connection.session?.socket === connection) connection.session.socket = undefined;
  }

  unsupported(opcode: number): void {
    this.#options.unknownRoutes.push(`GATEWAY opcode ${opcode}`);
  }

  /**
   * Breaks connections. A resumable drop keeps the session. Any other drop forgets it: if the bot tries to resume, it
   * gets "invalid session" and must identify again.
   */
  drop({resumable, ...choice}: {resumable: boolean} & ShardChoice): void {
    for (const session of this.#sessionsOf(choice)) session.resumable &&= resumable;
    for (const connection of this.#connectionsOf(choice)) connection.terminate();
  }

  /** Closes connections with one of Discord's close codes. */
  closeWith(code: GatewayCloseCodes, choice: ShardChoice = {}): void {
    for (const connection of this.#connectionsOf(choice)) connection.close(code, GatewayCloseCodes[code]);
  }

  /** Closes the next connections that identify or resume, each with one of these codes. */
  refuse(codes: readonly GatewayCloseCodes[], {shard}: ShardChoice = {}): void {
    this.#refusals.push(...codes.map((code) => ({shard, code})));
  }

  /** Sends opcode 7, as Discord does before it moves a connection elsewhere. */
  askToReconnect(choice: ShardChoice = {}): void {
    for (const connection of this.#connectionsOf(choice)) connection.askToReconnect();
  }

  /** Sends opcode 9, "invalid session". */
  invalidateSessions({resumable, ...choice}: {resumable: boolean} & ShardChoice): void {
    for (const session of this.#sessionsOf(choice)) session.resumable &&= resumable;
    for (const connection of this.#connectionsOf(choice)) connection.invalidateSession(resumable);
  }

  #sessionsOf({shard}: ShardChoice): GatewaySession[] {
    return [...this.#sessions.values()].filter(
      (session) => shard === undefined || session.shard[0] === shard,
    );
  }

  #connectionsOf({shard}: ShardChoice): GatewayConnection[] {
    const all = [...this.#connections];
    return shard === undefined ? all : all.filter(({session}) => session?.shard[0] === shard);
  }

  #refusalOf(shard: number | undefined): GatewayCloseCodes | undefined {
    const index = this.#refusals.findIndex(
      (refusal) => refusal.shard === undefined || refusal.shard === shard,
    );
    return index < 0 ? undefined : this.#refusals.splice(index, 1)[0]?.code;
  }

  /**
   * Sends every malformed variant of each kind of dispatch that the bot has received so far, a few at a time, and
   * resolves with their names and numbers.
   */
  async sendMalformed(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const session of this.#sessions.values()) {
      for (const real of session.latest()) {
        for (const odd of variantsOf(real)) {
          session.dispatch(odd as Dispatch);
          counts.set(real.t, (counts.get(real.t) ?? 0) + 1);
          await setImmediate();
        }
      }
    }
    return counts;
  }

  close(): void {
    for (const connection of this.#connections) connection.terminate();
    this.#server.close();
  }
}
