import {GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes} from 'discord.js';
import {expect, onTestFinished, test} from 'vitest';
import {WebSocket} from 'ws';
import type {Sandbox} from '../../sandbox/index.ts';
import {callApi, sandboxAlone} from './bot.ts';

const guilds = (count: number) =>
  Array.from({length: count}, (_, index) => ({name: `guild-${index}`, channels: [`room-${index}`]}));

interface Packet {
  t: string | null;
  s: number | null;
  op: number;
  d: Record<string, unknown> & {guilds: {id: string}[]};
}

async function identify(
  sandbox: Sandbox,
  shard: [number, number],
  intents = GatewayIntentBits.GuildMessages,
) {
  const socket = new WebSocket(`${sandbox.services.gatewayUrl}/?v=10&encoding=json`);
  onTestFinished(() => socket.terminate());
  const packets: Packet[] = [];
  socket.on('message', (data) => packets.push(JSON.parse(String(data))));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('message', resolve));
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({op, d}));
  const properties = {os: 'linux', browser: 'test', device: 'test'};
  send(GatewayOpcodes.Identify, {token: sandbox.botToken, intents, properties, shard});
  const ready = () => packets.find(({t}) => t === 'READY')?.d;
  const names = () => packets.flatMap(({t}) => t ?? []);
  return {packets, closed, send, ready, names};
}

test('each guild is on the shard that Discord’s formula gives, evenly; every shard has its own sequence', async () => {
  const sandbox = await sandboxAlone({guilds: guilds(400), maxConcurrency: 4});
  const shards = await Promise.all([0, 1, 2, 3].map((id) => identify(sandbox, [id, 4])));
  await expect.poll(() => shards.every(({ready}) => ready())).toBe(true);
  for (const [id, {ready, packets}] of shards.entries()) {
    const {guilds, shard} = ready()!;
    expect(guilds).toHaveLength(100);
    expect(guilds.every((guild) => (BigInt(guild.id) >> 22n) % 4n === BigInt(id))).toBe(true);
    expect(shard).toEqual([id, 4]);
    expect(packets.at(-1)!.s).toBe(1);
  }
  expect(new Set(shards.map(({ready}) => ready()!.session_id)).size).toBe(4);
});

test('events go to the guild’s shard, direct messages to shard 0', async () => {
  const sandbox = await sandboxAlone({guilds: guilds(2), maxConcurrency: 2});
  const intents = GatewayIntentBits.GuildMessages | GatewayIntentBits.DirectMessages;
  const shards = [await identify(sandbox, [0, 2], intents), await identify(sandbox, [1, 2], intents)];
  await expect.poll(() => shards.every(({ready}) => ready())).toBe(true);
  const mia = sandbox.user('mia');
  const [first] = sandbox.services.world.guilds.values();
  const own = Number((BigInt(first!.id) >> 22n) % 2n);
  await mia.send('to a guild', {channel: sandbox.channel('room-0')});
  await mia.send('to the bot', {dm: true});
  const contents = (index: number) =>
    shards[index]!.names().filter((name) => name === 'MESSAGE_CREATE').length;
  await expect.poll(() => contents(0) + contents(1)).toBe(2);
  expect(contents(0)).toBe(own === 0 ? 2 : 1);
});

test.each<[string, [number, number], number, GatewayCloseCodes]>([
  ['a shard that does not exist', [4, 4], 1, GatewayCloseCodes.InvalidShard],
  ['more than 2,500 guilds on a shard', [0, 1], 2_501, GatewayCloseCodes.ShardingRequired],
])('%s closes the connection', async (_, shard, count, code) => {
  const {closed} = await identify(await sandboxAlone({guilds: guilds(count)}), shard);
  expect(await closed).toBe(code);
});

test('2,500 guilds on a shard are allowed', async () => {
  const {ready} = await identify(await sandboxAlone({guilds: guilds(2_500)}), [0, 1]);
  await expect.poll(() => ready()?.guilds.length).toBe(2_500);
});

test('shards of the same key may identify one after the other only; those of others at once', async () => {
  const sandbox = await sandboxAlone({maxConcurrency: 2, identifyWindowMs: 300});
  const [zero, one, two] = await Promise.all([0, 1, 2].map((id) => identify(sandbox, [id, 4])));
  await expect.poll(() => [zero, one].every((shard) => shard!.ready())).toBe(true);
  await expect.poll(() => two!.packets.find(({op}) => op === GatewayOpcodes.InvalidSession)?.d).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 400));
  const again = await identify(sandbox, [2, 4]);
  await expect.poll(() => again.ready()).toBeDefined();
});

test('GET /gateway/bot says how many shards are wise and how many sessions are left', async () => {
  const sandbox = await sandboxAlone({guilds: guilds(2_100), maxConcurrency: 3, sessionStarts: 5});
  const {ready} = await identify(sandbox, [0, 3]);
  await expect.poll(() => ready()).toBeDefined();
  const {body} = await callApi(sandbox, 'GET', '/gateway/bot');
  expect(body).toMatchObject({
    shards: 3,
    session_start_limit: {total: 5, remaining: 4, max_concurrency: 3},
  });
  sandbox.clock.advance(25 * 60 * 60 * 1000);
  const next = await callApi(sandbox, 'GET', '/gateway/bot');
  expect(next.body).toMatchObject({session_start_limit: {remaining: 5}});
  expect(sandbox.violations).toEqual([]);
});

test('a bot that starts more sessions than it may loses all of them, and its token', async () => {
  const sandbox = await sandboxAlone({sessionStarts: 1, identifyWindowMs: 0});
  const first = await identify(sandbox, [0, 1]);
  await expect.poll(() => first.ready()).toBeDefined();
  const second = await identify(sandbox, [0, 1]);
  expect(await second.closed).toBe(GatewayCloseCodes.AuthenticationFailed);
  expect(await first.closed).toBe(GatewayCloseCodes.AuthenticationFailed);
  sandbox.clock.advance(25 * 60 * 60 * 1000);
  expect(await (await identify(sandbox, [0, 1])).closed).toBe(GatewayCloseCodes.AuthenticationFailed);
});
