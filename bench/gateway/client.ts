/**
 * One client in a process of its own, which measures itself. `bot` is the product's; `discord.js` is what the product
 * used until it had many shards: every message parsed, every server kept.
 */
import {once} from 'node:events';
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {Client, Events, GatewayDispatchEvents, GatewayIntentBits, Options, Partials} from 'discord.js';
import {connectHandlers, createClient} from '../../src/bot/client.ts';
import {GatewayWatch} from '../../src/bot/gateway/gateway-watch.ts';

export type Kind = 'bot' | 'discord.js';
export type ToClient = {type: 'login'; kind: Kind; apiUrl: string} | {type: 'measure'; seconds: number};
export type FromClient =
  | {type: 'ready'; seconds: number; cpuSeconds: number; rssBeforeMb: number; rssMb: number; usedMb: number}
  | {type: 'measured'; cpuShare: number; lagP99Ms: number; lagMaxMs: number; rssMb: number; heard: number};

const resolutionMs = 10;
const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
const log = {debug() {}, info() {}, warn: console.error, error: console.error};
let heard = 0;

process.on('message', (message: ToClient) => {
  if (message.type === 'login') void login(message);
  else void measure(message.seconds);
});
process.on('disconnect', () => process.exit(0));

async function login({kind, apiUrl}: Extract<ToClient, {type: 'login'}>): Promise<void> {
  const rssBeforeMb = mb(process.memoryUsage().rss);
  const client = kind === 'bot' ? bot(apiUrl) : plain(apiUrl);
  client.ws.on(GatewayDispatchEvents.MessageDelete, countOne);
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const ready = once(client, Events.ClientReady);
  await client.login('token');
  await ready;
  const seconds = (performance.now() - begun) / 1000;
  const {user, system} = process.cpuUsage(cpu);
  globalThis.gc?.();
  const {rss, heapUsed, external} = process.memoryUsage();
  const cpuSeconds = (user + system) / 1e6;
  send({type: 'ready', seconds, cpuSeconds, rssBeforeMb, rssMb: mb(rss), usedMb: mb(heapUsed + external)});
}

async function measure(seconds: number): Promise<void> {
  const loop = monitorEventLoopDelay({resolution: resolutionMs});
  heard = 0;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  loop.enable();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  loop.disable();
  const {user, system} = process.cpuUsage(cpu);
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  send({
    type: 'measured',
    cpuShare: (user + system) / 1000 / (performance.now() - begun),
    lagP99Ms: late(loop.percentile(99)),
    lagMaxMs: late(loop.max),
    rssMb: mb(process.memoryUsage().rss),
    heard,
  });
}

function bot(apiUrl: string): Client {
  const watch = new GatewayWatch({log, onLost: () => process.exit(1)});
  const callbacks = {applicationId: '1', onDoubt() {}};
  const client = createClient({apiBase: apiUrl, shards: 'auto', watch, callbacks, log});
  const ignore = async () => {};
  connectHandlers(client, {
    onInteraction: ignore,
    onReaction: ignore,
    onMessage: ignore,
    onSession() {},
    version: '',
    onMessageDeleted: ignore,
    watch,
    log,
  });
  return client;
}

function plain(apiUrl: string): Client {
  return new Client({
    rest: {api: apiUrl},
    shards: 'auto',
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.DirectMessageReactions,
    ],
    makeCache: Options.cacheWithLimits({...Options.DefaultMakeCacheSettings, MessageManager: 0}),
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
  });
}

function countOne(): void {
  heard += 1;
}

function send(message: FromClient): void {
  process.send?.(message);
}
