/**
 * discord.js' own sharding, made to live with what Discord and networks do: an event that cannot be parsed is lost
 * alone, and one that nobody needs is not even parsed; a gateway that keeps closing is tried again with growing pauses
 * and at last with a new session; logging in waits for Discord instead of giving up; no shard waits for another. It
 * wraps members of discord.js that have no public hook; `hardened-sharding.test.ts` holds them to what is assumed here.
 */
import type {SessionInfo, WebSocketManager, WebSocketShard, WebSocketShardEvents} from '@discordjs/ws';
import {
  type Awaitable,
  type Client,
  GatewayDispatchEvents,
  GatewayOpcodes,
  type GatewayReceivePayload,
  SimpleShardingStrategy,
} from 'discord.js';
import {completePacket} from './complete-packet.ts';
import {NotDiscord} from './discord-trouble.ts';
import type {GatewayWatch} from './gateway-watch.ts';
import {isNeeded, sequenceOfNeedless} from './wanted-dispatches.ts';

/**
 * `WebSocketShardEvents` of @discordjs/ws. Its values must not be imported from there: discord.js uses another build of
 * the same package, and exports other events under that name.
 */
const shardEvents = {
  closed: 'closed' as WebSocketShardEvents.Closed,
  resumed: 'resumed' as WebSocketShardEvents.Resumed,
};

export interface ShardHooks {
  /** An event could not be handled. */
  onFault(error: unknown, shard?: number): void;
  watch: Pick<GatewayWatch, 'beforeConnect' | 'closed' | 'connected' | 'expect' | 'failed'>;
  /** Asks Discord for the gateway's address; may try several times. */
  reach<Answer>(ask: () => Promise<Answer>): Promise<Answer>;
}

/** The members of discord.js' shard that are wrapped; private in its typings. */
interface ShardInside extends Pick<WebSocketShard, 'on' | 'destroy'> {
  connection: {readyState: number} | null;
  connect(): Promise<void>;
  internalConnect(): Promise<void>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  unpackMessage(data: unknown, isBinary: boolean): Promise<GatewayReceivePayload | null>;
}

/** `readyState` of a WebSocket. */
const [open, closing] = [1, 2];

export class HardenedSharding extends SimpleShardingStrategy {
  readonly #hooks: ShardHooks;
  readonly #options: WebSocketManager['options'];
  readonly #forgetSession: (shard: number) => Awaitable<void>;

  constructor(manager: WebSocketManager, hooks: ShardHooks) {
    super(manager);
    this.#hooks = hooks;
    this.#options = manager.options;
    const fetchGateway = manager.fetchGatewayInformation.bind(manager);
    manager.fetchGatewayInformation = (...args) => hooks.reach(() => asDiscord(fetchGateway(...args)));
    const {updateSessionInfo} = manager.options;
    manager.options.updateSessionInfo = (shard, session) =>
      updateSessionInfo(shard, session && isSound(session) ? session : null);
    this.#forgetSession = (shard) => updateSessionInfo(shard, null);
    // As it is, without its check that all shards may log in now: the throttle lets them wait for that.
    manager.connect = async () => {
      await manager.updateShardCount(await manager.getShardCount());
      await this.connect();
    };
  }

  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds);
    this.#hooks.watch.expect(shardIds, this.#options.shardCount ?? shardIds.length);
    for (const [id, shard] of this.#inside()) {
      harden(shard, id, this.#hooks, () => this.#forgetSession(id));
      listen(shard, id, this.#hooks.watch, this.#options);
      follow(shard, id, this.#hooks.watch);
    }
  }

  /** Does not wait for the first connection, because discord.js would give up when that fails. */
  override async connect(): Promise<void> {
    // The events of a shard that fails say why.
    for (const [, shard] of this.#inside()) shard.connect().catch(() => undefined);
  }

  #inside(): Iterable<[number, ShardInside]> {
    return (this as unknown as {shards: Map<number, ShardInside>}).shards;
  }
}

/** Another server's answer lacks what the library looks for in it. */
async function asDiscord<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw cause instanceof TypeError ? new NotDiscord('its answer is of another kind', {cause}) : cause;
  }
}

/** A session that lacks something can never be resumed, and an odd address ends the process. */
function isSound({sessionId, resumeURL}: SessionInfo): boolean {
  return typeof sessionId === 'string' && URL.canParse(resumeURL) && /^wss?:[^?#]+$/.test(resumeURL);
}

function harden(
  shard: ShardInside,
  id: number,
  {onFault, watch}: ShardHooks,
  forgetSession: () => Awaitable<void>,
): void {
  const connect = shard.internalConnect.bind(shard);
  const receive = shard.onMessage.bind(shard);
  shard.internalConnect = async () => {
    if ((await watch.beforeConnect(id)) === 'anew') await forgetSession();
    await connect();
  };
  shard.onMessage = async (data, isBinary) => {
    try {
      await receive(data, isBinary);
    } catch (error) {
      onFault(error, id);
    }
  };
}

/** Of the packets that nobody needs, only the sequence number is kept, because a session is resumed after the last one. */
function listen(
  shard: ShardInside,
  id: number,
  watch: ShardHooks['watch'],
  {retrieveSessionInfo}: WebSocketManager['options'],
): void {
  const unpack = shard.unpackMessage.bind(shard);
  const skip = async (sequence: number): Promise<null> => {
    const session = await retrieveSessionInfo(id);
    if (session && sequence > session.sequence) session.sequence = sequence;
    return null;
  };
  shard.unpackMessage = async (data, isBinary) => {
    const needless = typeof data === 'string' ? sequenceOfNeedless(data) : undefined;
    if (needless !== undefined) return skip(needless);
    const packet = await unpack(data, isBinary);
    if (packet?.op !== GatewayOpcodes.Dispatch) return packet;
    const text = typeof data === 'string' ? data : JSON.stringify(packet);
    if (!isNeeded(packet.t, text)) return skip(packet.s);
    if (packet.t === GatewayDispatchEvents.Ready) watch.connected(id, takeGuilds(packet.d));
    return packet;
  };
}

/**
 * Empties the list of servers and returns its length. discord.js would keep them all, and would not call itself ready
 * before each was described, which Discord does only for bots that ask.
 */
function takeGuilds(ready: {guilds: unknown[]}): number {
  const count = Array.isArray(ready.guilds) ? ready.guilds.length : 0;
  ready.guilds = [];
  return count;
}

function follow(shard: ShardInside, id: number, watch: ShardHooks['watch']): void {
  const destroy = shard.destroy.bind(shard);
  shard.destroy = async (options = {}) => {
    const state = shard.connection?.readyState;
    if (state === open && options.reason !== undefined) watch.failed(id, options.reason);
    // Who closes a shard that waits for an answer ends that wait, which would then connect the shard again, and the
    // first would wait for ever.
    if (state === closing && options.recover !== undefined) return;
    await destroy(options);
  };
  shard.on(shardEvents.closed, ({code}) => watch.closed(id, code));
  shard.on(shardEvents.resumed, () => watch.connected(id));
}

/** Members of discord.js' client, private in its typings. */
interface ClientInside {
  actions: {InteractionCreate: {handle(data: unknown): void}};
  /** Called without a packet when all shards are ready, to hand on what waited for that. */
  ws: {handlePacket(packet?: {t: string; d: unknown}, shard?: {id: number}): boolean};
}

/**
 * Completes interactions and hands them on at once: discord.js would keep those of every shard until the last one is
 * ready. Other dispatches have listeners on `client.ws`; discord.js' own handlers would only fill caches.
 */
export function guardPackets(client: Client, onFault: ShardHooks['onFault']): void {
  const {ws, actions} = client as unknown as ClientInside;
  const handle = ws.handlePacket.bind(ws);
  ws.handlePacket = (packet, shard) => {
    try {
      if (packet?.t === GatewayDispatchEvents.InteractionCreate) {
        completePacket(packet);
        actions.InteractionCreate.handle(packet.d);
      } else if (packet && ofSessions.includes(packet.t)) return handle(packet, shard);
    } catch (error) {
      onFault(error, shard?.id);
    }
    return true;
  };
}

const ofSessions: readonly string[] = [GatewayDispatchEvents.Ready, GatewayDispatchEvents.Resumed];
