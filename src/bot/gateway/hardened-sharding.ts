/**
 * discord.js' own sharding, made to live with what Discord and networks do: an event that cannot be parsed is lost
 * alone, a gateway that keeps closing is tried again with growing pauses and at last with a new session, and logging in
 * waits for Discord instead of giving up. It wraps members of discord.js' shards that have no public hook; `hardened-sharding.test.ts` holds
 * them to what is assumed here.
 */
import type {SessionInfo, WebSocketManager, WebSocketShard, WebSocketShardEvents} from '@discordjs/ws';
import {type Awaitable, type WebSocketManager as ClientGateway, SimpleShardingStrategy} from 'discord.js';
import {completePacket} from './complete-packet.ts';
import {NotDiscord} from './discord-trouble.ts';
import type {GatewayWatch} from './gateway-watch.ts';

/**
 * `WebSocketShardEvents` of @discordjs/ws. Its values must not be imported from there: discord.js uses another build of
 * the same package, and exports other events under that name.
 */
const shardEvents = {
  closed: 'closed' as WebSocketShardEvents.Closed,
  ready: 'ready' as WebSocketShardEvents.Ready,
  resumed: 'resumed' as WebSocketShardEvents.Resumed,
};

export interface ShardHooks {
  /** An event could not be handled. */
  onFault(error: unknown): void;
  watch: Pick<GatewayWatch, 'beforeConnect' | 'closed' | 'connected'>;
  /** Asks Discord for the gateway's address; may try several times. */
  reach<Answer>(ask: () => Promise<Answer>): Promise<Answer>;
}

/** The members of discord.js' shard that are wrapped; private in its typings. */
interface ShardInside extends Pick<WebSocketShard, 'on'> {
  connect(): Promise<void>;
  internalConnect(): Promise<void>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
}

export class HardenedSharding extends SimpleShardingStrategy {
  readonly #hooks: ShardHooks;
  readonly #forgetSession: (shard: number) => Awaitable<void>;

  constructor(manager: WebSocketManager, hooks: ShardHooks) {
    super(manager);
    this.#hooks = hooks;
    const fetchGateway = manager.fetchGatewayInformation.bind(manager);
    manager.fetchGatewayInformation = (...args) => hooks.reach(() => asDiscord(fetchGateway(...args)));
    const {updateSessionInfo} = manager.options;
    manager.options.updateSessionInfo = (shard, session) =>
      updateSessionInfo(shard, session && isSound(session) ? session : null);
    this.#forgetSession = (shard) => updateSessionInfo(shard, null);
  }

  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds);
    for (const [id, shard] of this.#inside()) {
      harden(shard, id, this.#hooks, () => this.#forgetSession(id));
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

function follow(shard: ShardInside, id: number, watch: ShardHooks['watch']): void {
  shard.on(shardEvents.closed, ({code}) => watch.closed(id, code));
  shard.on(shardEvents.ready, () => watch.connected(id));
  shard.on(shardEvents.resumed, () => watch.connected(id));
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
      onFault(error);
    }
  };
}

/** Completes packets. Those that wait until every server is known are handled later, outside `onMessage`. */
export function guardPackets(manager: ClientGateway, onFault: ShardHooks['onFault']): void {
  const inside = manager as unknown as {handlePacket(packet: unknown, shard: unknown): boolean};
  const handle = inside.handlePacket.bind(manager);
  inside.handlePacket = (packet, shard) => {
    try {
      completePacket(packet);
      return handle(packet, shard);
    } catch (error) {
      onFault(error);
      return true;
    }
  };
}
