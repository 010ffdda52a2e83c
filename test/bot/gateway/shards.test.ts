/** The bot's client with several shards, against the sandbox. */
import {once} from 'node:events';
import {type Client, Events, GatewayCloseCodes, GatewayDispatchEvents, type Interaction} from 'discord.js';
import {GatewayOpcodes} from 'discord-api-types/v10';
import {expect, onTestFinished, test, vi} from 'vitest';
import {type Sandbox, type SandboxOptions, startSandbox} from '../../../sandbox/index.ts';
import {createClient} from '../../../src/bot/client.ts';
import {GatewayWatch} from '../../../src/bot/gateway/gateway-watch.ts';
import type {Config} from '../../../src/config.ts';

const soon = {timeout: 15_000};
const guilds = Array.from({length: 8}, (_, index) => ({name: `guild-${index}`, channels: [`room-${index}`]}));

interface Bot {
  client: Client;
  lines: {message: string; fields: Record<string, unknown>}[];
  lost: number;
  login(): Promise<unknown>;
}

async function open(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox({guilds, maxConcurrency: 4, ...options});
  onTestFinished(() => sandbox.close());
  return sandbox;
}

function botOf(
  sandbox: Pick<Sandbox, 'apiUrl' | 'applicationId' | 'botToken'>,
  shards: Config['shards'] = 'auto',
): Bot {
  const lines: Bot['lines'] = [];
  const note = (fields: object, message: string) => void lines.push({message, fields: {...fields}});
  const log = {debug: note, info: note, warn: note, error: note};
  const watch = new GatewayWatch({
    log,
    onLost() {
      bot.lost += 1;
    },
  });
  const client = createClient({
    apiBase: sandbox.apiUrl,
    shards,
    watch,
    callbacks: {applicationId: sandbox.applicationId, onDoubt: () => {}},
    log,
  });
  const bot: Bot = {client, lines, lost: 0, login: () => client.login(sandbox.botToken)};
  onTestFinished(() => {
    watch.stop();
    return client.destroy();
  });
  return bot;
}

async function ready(bot: Bot): Promise<void> {
  const isReady = once(bot.client, Events.ClientReady);
  await bot.login();
  await isReady;
}

/** Which of four shards a guild is on, by Discord's formula. */
const shardOf = (id: string) => Number((BigInt(id) >> 22n) % 4n);

function roomOn(sandbox: Sandbox, shard: number) {
  const guild = [...sandbox.services.world.guilds.values()].find(({id}) => shardOf(id) === shard)!;
  return sandbox.channel(guild.name.replace('guild', 'room'));
}

test.each(['', 'auto', '0-1/4'])('discord.js leaves our SHARDS=%s alone', (value) => {
  vi.stubEnv('SHARDS', value);
  vi.stubEnv('SHARD_COUNT', '7');
  onTestFinished(() => void vi.unstubAllEnvs());
  const sandbox = {apiUrl: 'http://127.0.0.1:1/api', applicationId: '1', botToken: 'token'};
  expect(botOf(sandbox).client.options).toMatchObject({shards: 'auto', shardCount: 1});
  const part = {first: 0, last: 1, count: 4};
  expect(botOf(sandbox, part).client.options).toMatchObject({shards: [0, 1], shardCount: 4});
});

const opcodes = (sandbox: Sandbox, op: GatewayOpcodes) =>
  sandbox.log.gateway().filter((entry) => entry.op === op && entry.direction === 'received');

test('auto takes as many shards as Discord recommends; nothing is kept of servers and people', async () => {
  const sandbox = await open({recommendedShards: 4});
  const bot = botOf(sandbox);
  await ready(bot);
  expect(bot.client.ws.shards.size).toBe(4);
  expect(bot.lines).toEqual([]);
  const heard: string[] = [];
  bot.client.ws.on(GatewayDispatchEvents.MessageReactionAdd, ({guild_id}) => void heard.push(guild_id));
  const mia = sandbox.user('mia');
  for (const shard of [0, 1, 2, 3]) {
    const message = await mia.send('hello', {channel: roomOn(sandbox, shard)});
    mia.react(message, '🔁');
  }
  await vi.waitFor(() => expect(heard.map(shardOf).toSorted()).toEqual([0, 1, 2, 3]), soon);
  const {guilds, channels, users} = bot.client;
  expect([guilds, channels, users].map(({cache}) => cache.size)).toEqual([0, 0, 0]);
});

test('a shard that cannot connect keeps no other shard’s people waiting', async () => {
  const sandbox = await open({recommendedShards: 4});
  sandbox.gateway.refuse(Array(50).fill(GatewayCloseCodes.UnknownError), {shard: 3});
  const bot = botOf(sandbox);
  const heard: Interaction[] = [];
  bot.client.on(Events.InteractionCreate, (interaction) => void heard.push(interaction));
  await bot.login();
  await vi.waitFor(() => expect(sandbox.gateway.connected).toBe(3), soon);
  const mia = sandbox.user('mia');
  await bot.client.rest.put(`/applications/${sandbox.applicationId}/commands`, {
    body: [{name: 'ping', description: 'Ping', contexts: [0, 1]}],
  });
  for (const shard of [0, 1, 2]) await mia.slash('ping', {}, {channel: roomOn(sandbox, shard)});
  await mia.slash('ping', {}, {dm: true});
  await vi.waitFor(() => expect(heard).toHaveLength(4), soon);
  const places = heard.map(({guildId}) => (guildId === null ? 'dm' : shardOf(guildId)));
  expect(new Set(places)).toEqual(new Set(['dm', 0, 1, 2]));
  expect(bot.client.isReady()).toBe(false);
  await vi.waitFor(
    () => expect(bot.lines.map(({message}) => message)).toContain('the gateway keeps closing'),
    soon,
  );
  expect(new Set(bot.lines.map(({fields}) => fields.shard))).toEqual(new Set([3]));
});

test('one shard’s closings, resumable and not, are its own', async () => {
  const sandbox = await open({recommendedShards: 4, identifyWindowMs: 0});
  const bot = botOf(sandbox);
  await ready(bot);
  sandbox.gateway.drop({resumable: true, shard: 2});
  await vi.waitFor(() => expect(opcodes(sandbox, GatewayOpcodes.Resume)).toHaveLength(1), soon);
  sandbox.gateway.drop({resumable: false, shard: 1});
  await vi.waitFor(() => expect(opcodes(sandbox, GatewayOpcodes.Identify)).toHaveLength(5), soon);
  await vi.waitFor(() => expect(sandbox.gateway.connected).toBe(4), soon);
  expect(opcodes(sandbox, GatewayOpcodes.Resume)).toHaveLength(2);
  const told = bot.lines.filter(({message}) => message === 'gateway reconnecting');
  expect(told.map(({fields}) => fields.shard)).toEqual([2, 1]);
});

test('a shard closed for good ends nothing; the last one ends the process', async () => {
  const sandbox = await open({recommendedShards: 4});
  const bot = botOf(sandbox);
  await ready(bot);
  sandbox.gateway.closeWith(GatewayCloseCodes.ShardingRequired, {shard: 1});
  await vi.waitFor(() => expect(bot.lines.at(-1)?.message).toMatch(/^Shard 1 of 4: .*\(4011\)/), soon);
  expect(sandbox.gateway.connected).toBe(3);
  expect(bot.lost).toBe(0);
  sandbox.gateway.closeWith(GatewayCloseCodes.AuthenticationFailed);
  await vi.waitFor(() => expect(bot.lost).toBe(1), soon);
});

test('the log says why a shard was closed, also if Discord asked for it', async () => {
  const sandbox = await open({recommendedShards: 4});
  const bot = botOf(sandbox);
  await ready(bot);
  sandbox.gateway.askToReconnect({shard: 2});
  await vi.waitFor(() => expect(opcodes(sandbox, GatewayOpcodes.Resume)).toHaveLength(1), soon);
  expect(bot.lines).toEqual([
    {
      message: 'gateway reconnecting',
      fields: expect.objectContaining({shard: 2, reason: 'Told to reconnect by Discord'}),
    },
  ]);
});

test('when the day’s logins do not suffice for all shards, the others serve, and the bot keeps its token', async () => {
  const sandbox = await open({recommendedShards: 4, sessionStarts: 2});
  const bot = botOf(sandbox);
  await bot.login();
  await vi.waitFor(() => expect(bot.lines).toHaveLength(2), soon);
  expect(bot.lines.map(({message}) => message)).toEqual(
    Array(2).fill(expect.stringMatching(/log in 2 times a day, and that is used up/)),
  );
  expect(sandbox.gateway.connected).toBe(2);
  expect(opcodes(sandbox, GatewayOpcodes.Identify)).toHaveLength(2);
});

test('messages that nobody parses are not replayed when the session is resumed', async () => {
  const sandbox = await open({recommendedShards: 1});
  const bot = botOf(sandbox);
  await ready(bot);
  const mia = sandbox.user('mia');
  for (let count = 0; count < 20; count += 1) await mia.send('hello', {channel: sandbox.channel('room-0')});
  const last = sandbox.log.gateway().at(-1)!;
  expect(last.name).toBe('MESSAGE_CREATE');
  // They are on their way until something after them has arrived.
  const heard = once(bot.client.ws, GatewayDispatchEvents.MessageDelete);
  mia.deleteMessage(await mia.send('hello', {channel: sandbox.channel('room-0')}));
  await heard;
  await mia.send('hello', {channel: sandbox.channel('room-0')});
  const sequence = sandbox.log.gateway().at(-1)!.sequence;
  await vi.waitFor(() => expect(bot.client.ws.shards.get(0)).toMatchObject({sessionInfo: {sequence}}), soon);
  sandbox.gateway.drop({resumable: true});
  await vi.waitFor(() => expect(opcodes(sandbox, GatewayOpcodes.Resume)).toHaveLength(1), soon);
  expect(JSON.parse(opcodes(sandbox, GatewayOpcodes.Resume)[0]!.data!)).toMatchObject({seq: sequence});
});

test('with one login at a time, shards wait for each other, and Discord refuses none', async () => {
  const sandbox = await open({recommendedShards: 2, maxConcurrency: 1});
  await ready(botOf(sandbox));
  expect(opcodes(sandbox, GatewayOpcodes.Identify)).toHaveLength(2);
  const invalid = sandbox.log.gateway().filter(({op}) => op === GatewayOpcodes.InvalidSession);
  expect(invalid).toEqual([]);
});

test('two processes share the shards: each hears its own servers, and only one hears direct messages', async () => {
  const sandbox = await open({identifyWindowMs: 1_000, maxConcurrency: 1});
  const first = botOf(sandbox, {first: 0, last: 0, count: 2});
  const second = botOf(sandbox, {first: 1, last: 1, count: 2});
  // Both log in at once, so Discord refuses one, which tries again.
  await Promise.all([ready(first), ready(second)]);
  const heard: string[] = [];
  for (const [name, bot] of Object.entries({first, second})) {
    bot.client.ws.on(GatewayDispatchEvents.MessageReactionAdd, ({guild_id = 'dm'}) => {
      heard.push(`${name} ${guild_id === 'dm' ? guild_id : (BigInt(guild_id) >> 22n) % 2n}`);
    });
  }
  const mia = sandbox.user('mia');
  const react = async (place: object) => mia.react(await mia.send('hello', place), '🔁');
  await react({channel: roomOn(sandbox, 0)});
  await react({channel: roomOn(sandbox, 1)});
  await react({dm: true});
  await vi.waitFor(() => expect(heard.toSorted()).toEqual(['first 0', 'first dm', 'second 1']), soon);
});

test('logging off while a shard waits for Discord’s answer takes no time, and nothing connects again', async () => {
  const sandbox = await open({recommendedShards: 4, identifyWindowMs: 0});
  const {client, login} = botOf(sandbox);
  const gone = new Promise<void>((resolve, reject) => {
    sandbox.log.subscribe((entry) => {
      if (entry.kind !== 'gateway' || entry.op !== GatewayOpcodes.Identify) return;
      client.destroy().then(resolve, reject);
    });
  });
  void login().catch(() => undefined);
  await gone;
  const connections = sandbox.log.gateway().filter(({op}) => op === GatewayOpcodes.Hello).length;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(sandbox.log.gateway().filter(({op}) => op === GatewayOpcodes.Hello)).toHaveLength(connections);
  expect(sandbox.gateway.connected).toBe(0);
});
