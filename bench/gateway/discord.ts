import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import {GatewayIntentBits, GatewayOpcodes} from 'discord-api-types/v10';
import {type WebSocket, WebSocketServer} from 'ws';
import {chatter, guildData, guildId} from './payloads.ts';

export interface Load {
  shards: number;
  guilds: number;
}

const tickMs = 10;

/** Just enough of Discord to log in and to be told much: cheaper than the sandbox, which checks and logs everything. */
export async function startDiscord({shards, guilds}: Load) {
  const server = createServer((_request, response) => {
    const {port} = server.address() as AddressInfo;
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        url: `ws://127.0.0.1:${port}`,
        shards,
        session_start_limit: {total: 1000, remaining: 1000, reset_after: 1, max_concurrency: shards},
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const sockets = new Map<number, {socket: WebSocket; sequence: number}>();
  let bytes = 0;

  const dispatch = (shard: number, name: string, data: string): void => {
    const session = sockets.get(shard);
    if (!session) return;
    session.sequence += 1;
    const text = `{"t":"${name}","s":${session.sequence},"op":0,"d":${data}}`;
    bytes += text.length;
    session.socket.send(text);
  };

  async function login(socket: WebSocket, [shard]: [number, number], intents: number): Promise<void> {
    sockets.set(shard, {socket, sequence: 0});
    const own = Array.from({length: guilds}, (_, index) => index).filter((index) => shardOf(index) === shard);
    const id = '1300000000000000001';
    const ready = {
      v: 10,
      user: {id, username: 'atelier', discriminator: '0', avatar: null, bot: true},
      guilds: own.map((index) => ({id: guildId(index), unavailable: true})),
      session_id: `session-${shard}`,
      resume_gateway_url: `ws://127.0.0.1:${port}`,
      shard: [shard, shards],
      application: {id, flags: 0},
    };
    dispatch(shard, 'READY', JSON.stringify(ready));
    if ((intents & GatewayIntentBits.Guilds) === 0) return;
    for (const index of own) {
      dispatch(shard, 'GUILD_CREATE', guildData(index));
      // Not faster than the client reads, so that this process does not keep them all.
      while (socket.bufferedAmount > 4 * 2 ** 20) await delay(1);
    }
  }

  const shardOf = (guild: number): number => Number((BigInt(guildId(guild)) >> 22n) % BigInt(shards));
  const gateway = new WebSocketServer({server});
  gateway.on('connection', (socket) => {
    socket.send(
      JSON.stringify({t: null, s: null, op: GatewayOpcodes.Hello, d: {heartbeat_interval: 41_250}}),
    );
    socket.on('message', (text) => {
      const {op, d} = JSON.parse(String(text));
      if (op === GatewayOpcodes.Heartbeat) socket.send('{"t":null,"s":null,"op":11,"d":null}');
      if (op === GatewayOpcodes.Identify) void login(socket, d.shard, d.intents);
    });
  });

  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    /** Bytes sent since the last call. */
    takeBytes(): number {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    /** Sends `perSecond` events a second, evenly, until the signal. Resolves with how many were sent. */
    async chat(perSecond: number, signal: AbortSignal): Promise<number> {
      const begun = performance.now();
      let sent = 0;
      while (!signal.aborted) {
        const due = ((performance.now() - begun) / 1000) * perSecond;
        for (; sent < due; sent += 1) {
          const guild = sent % guilds;
          const {name, data} = chatter(guild, sent);
          dispatch(shardOf(guild), name, data);
        }
        await delay(tickMs);
      }
      return sent;
    },
    async close(): Promise<void> {
      for (const socket of gateway.clients) socket.terminate();
      gateway.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
