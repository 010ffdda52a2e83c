import {Events, GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes, Partials} from 'discord.js';
import {describe, expect, onTestFinished, test} from 'vitest';
import {WebSocket} from 'ws';
import type {Sandbox} from '../../sandbox/index.ts';
import {connect, defaultIntents, expectClean, sandboxAlone, sandboxWithBot} from './bot.ts';

describe('a dropped connection', () => {
  test('is resumed without losing a dispatch', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const emoji: (string | null)[] = [];
    client.on(Events.MessageReactionAdd, (reaction) => void emoji.push(reaction.emoji.name));
    const mia = sandbox.user('mia');
    const message = await mia.send('hello');
    mia.react(message, '🥇');
    await expect.poll(() => emoji).toEqual(['🥇']);

    sandbox.gateway.drop({resumable: true});
    await expect.poll(() => sandbox.gateway.connected).toBe(0);
    mia.react(message, '🥈');
    mia.react(message, '🥉');

    await expect.poll(() => emoji, {timeout: 5_000}).toEqual(['🥇', '🥈', '🥉']);
    const names = sandbox.log.gateway().flatMap(({name}) => name ?? []);
    expect(names.filter((name) => name === 'READY')).toHaveLength(1);
    expect(names.at(-1)).toBe('RESUMED');
    expect(names.filter((name) => name === 'MESSAGE_REACTION_ADD')).toHaveLength(3);
    expectClean(sandbox);
  });

  test('must identify again if its session is gone', async () => {
    const sandbox = await sandboxAlone({identifyWindowMs: 0});
    const first = await openSocket(sandbox);
    first.identify({});
    const sessionId = await first.ready;
    sandbox.gateway.drop({resumable: false});
    await first.closed;

    const second = await openSocket(sandbox);
    second.send(GatewayOpcodes.Resume, {token: sandbox.botToken, session_id: sessionId, seq: 1});
    await expect
      .poll(() => sandbox.log.gateway().at(-1))
      .toMatchObject({
        op: GatewayOpcodes.InvalidSession,
        data: 'false',
      });
    second.identify({});
    expect(await second.ready).not.toBe(sessionId);
    expect(sandbox.gateway.connected).toBe(1);
  });

  test('cannot be resumed from a sequence number that was never sent', async () => {
    const sandbox = await sandboxAlone();
    const first = await openSocket(sandbox);
    first.identify({});
    const sessionId = await first.ready;
    sandbox.gateway.drop({resumable: true});
    const second = await openSocket(sandbox);
    second.send(GatewayOpcodes.Resume, {token: sandbox.botToken, session_id: sessionId, seq: 99});
    expect(await second.closed).toBe(GatewayCloseCodes.InvalidSeq);
  });

  test('is announced by opcode 7 when Discord moves the bot', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
    sandbox.gateway.askToReconnect();
    await resumed;
    expect(sandbox.gateway.connected).toBe(1);
  });
});

describe('intents', () => {
  test('decide which events a session gets and what it may read', async () => {
    const sandbox = await sandboxAlone();
    const contents: string[] = [];
    const {GuildMessages, DirectMessages} = GatewayIntentBits;
    const client = await connect(sandbox, {
      intents: [GatewayIntentBits.Guilds, GuildMessages, DirectMessages],
      partials: [Partials.Channel],
    });
    client.on(Events.MessageCreate, (message) => void contents.push(message.content));
    const mia = sandbox.user('mia');
    await mia.send('secret');
    await mia.send(`hello <@${client.user.id}>`);
    await mia.send('private', {dm: true});
    mia.react(await mia.send('done'), '👍');
    await expect.poll(() => contents).toEqual(['', `hello <@${client.user.id}>`, 'private', '']);
    expect(sandbox.log.gateway().map(({name}) => name)).not.toContain('MESSAGE_REACTION_ADD');
  });

  test('must be granted if they are privileged', async () => {
    const intents = [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.MessageContent,
    ];
    const refused = await openSocket(await sandboxAlone());
    refused.identify({intents: bits(intents)});
    expect(await refused.closed).toBe(GatewayCloseCodes.DisallowedIntents);

    const granting = await sandboxAlone({privilegedIntents: GatewayIntentBits.MessageContent});
    const client = await connect(granting, {intents});
    const contents: string[] = [];
    client.on(Events.MessageCreate, (message) => void contents.push(message.content));
    await granting.user('mia').send('readable');
    await expect.poll(() => contents).toEqual(['readable']);
  });
});

describe('close codes', () => {
  test.each<[string, (socket: RawSocket) => void, GatewayCloseCodes]>([
    [
      'a wrong token',
      (socket) => socket.identify({token: 'guessed'}),
      GatewayCloseCodes.AuthenticationFailed,
    ],
    ['an unknown intent', (socket) => socket.identify({intents: 2 ** 30}), GatewayCloseCodes.InvalidIntents],
    ['an impossible shard', (socket) => socket.identify({shard: [2, 2]}), GatewayCloseCodes.InvalidShard],
    ['invalid JSON', (socket) => socket.raw('hello'), GatewayCloseCodes.DecodeError],
    ['an unknown opcode', (socket) => socket.send(99, {}), GatewayCloseCodes.UnknownOpcode],
    ['a presence before identifying', (socket) => socket.send(3, {}), GatewayCloseCodes.NotAuthenticated],
    [
      'a second identify',
      (socket) => {
        socket.identify({});
        socket.identify({});
      },
      GatewayCloseCodes.AlreadyAuthenticated,
    ],
    [
      'a flood',
      (socket) => {
        for (let index = 0; index <= 120; index += 1) socket.send(GatewayOpcodes.Heartbeat, null);
      },
      GatewayCloseCodes.RateLimited,
    ],
  ])('answer %s', async (_what, misbehave, code) => {
    const socket = await openSocket(await sandboxAlone());
    misbehave(socket);
    expect(await socket.closed).toBe(code);
  });

  test('answer silence: without heartbeats the session times out', async () => {
    const socket = await openSocket(await sandboxAlone({heartbeatIntervalMs: 100}));
    expect(await socket.closed).toBe(GatewayCloseCodes.SessionTimedOut);
    const {sandbox, client} = await sandboxWithBot({heartbeatIntervalMs: 60});
    await expect.poll(() => client.ws.ping).toBeGreaterThanOrEqual(0);
    expect(sandbox.log.gateway().filter(({op}) => op === GatewayOpcodes.HeartbeatAck).length).toBeGreaterThan(
      0,
    );
  });
});

test('opcodes and compression that the sandbox does not support are reported or refused', async () => {
  const sandbox = await sandboxAlone();
  const socket = await openSocket(sandbox);
  socket.identify({});
  socket.send(GatewayOpcodes.RequestGuildMembers, {});
  await expect.poll(() => sandbox.unknownRoutes).toEqual(['GATEWAY opcode 8']);
  const packed = await openSocket(sandbox, '&compress=zlib-stream');
  expect(await packed.closed).toBe(GatewayCloseCodes.DecodeError);
});

interface RawSocket {
  identify(change: {token?: string; intents?: number; shard?: [number, number]}): void;
  send(op: number, d: unknown): void;
  raw(text: string): void;
  closed: Promise<number>;
  /** Resolves with the session id. */
  ready: Promise<string>;
}

async function openSocket(sandbox: Sandbox, query = ''): Promise<RawSocket> {
  const {gatewayUrl} = sandbox.services;
  const socket = new WebSocket(`${gatewayUrl}/?v=10&encoding=json${query}`);
  onTestFinished(() => socket.terminate());
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const ready = new Promise<string>((resolve) => {
    socket.on('message', (data) => {
      const {t, d} = JSON.parse(String(data));
      if (t === 'READY') resolve(d.session_id);
    });
  });
  await new Promise((resolve) => socket.once('message', resolve));
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({op, d}));
  const properties = {os: 'linux', browser: 'test', device: 'test'};
  return {
    closed,
    ready,
    send,
    raw: (text) => socket.send(text),
    identify: (change) =>
      send(GatewayOpcodes.Identify, {
        token: sandbox.botToken,
        intents: bits(defaultIntents),
        properties,
        ...change,
      }),
  };
}

function bits(intents: readonly number[]): number {
  return intents.reduce((sum, bit) => sum | bit, 0);
}
