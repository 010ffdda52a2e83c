/** Real discord.js against the sandbox: what the wrapped members are assumed to do, and payloads that lack fields. */
import {once} from 'node:events';
import {type Client, Events, GatewayCloseCodes, type Interaction} from 'discord.js';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type Sandbox, startSandbox} from '../../../sandbox/index.ts';
import {createClient} from '../../../src/bot/client.ts';
import {GatewayWatch} from '../../../src/bot/gateway/gateway-watch.ts';

let sandbox: Sandbox;
let client: Client;
let faults: string[];
beforeEach(async () => {
  sandbox = await startSandbox();
  faults = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (_: object, message: string) => void faults.push(message),
  };
  const watch = new GatewayWatch({log, onLost() {}});
  client = createClient({
    apiBase: sandbox.apiUrl,
    shards: 'auto',
    watch,
    callbacks: {applicationId: sandbox.applicationId, onDoubt: () => {}},
    log,
  });
  const ready = once(client, Events.ClientReady);
  await client.login(sandbox.botToken);
  await ready;
});
afterEach(async () => {
  await client.destroy();
  await sandbox.close();
});

const soon = {timeout: 10_000};
const dispatch = (t: string, d: unknown) => {
  const manager = client.ws as unknown as {
    _ws: {strategy: {shards: Map<number, {onMessage(text: string, isBinary: boolean): Promise<void>}>}};
  };
  return [...manager._ws.strategy.shards.values()][0]!.onMessage(
    JSON.stringify({op: 0, s: 1_000, t, d}),
    false,
  );
};

test('an event that discord.js cannot parse is lost alone', async () => {
  await dispatch('INTERACTION_CREATE', null);
  await dispatch('INTERACTION_CREATE', interaction({entitlements: 'none'}));
  await dispatch('READY', null);
  await vi.waitFor(() => expect(faults).toHaveLength(3), soon);
  const heard = once(client, Events.InteractionCreate);
  await dispatch('INTERACTION_CREATE', interaction({}));
  expect(((await heard) as [Interaction])[0].isChatInputCommand()).toBe(true);
});

test.each([['an address that is none', {resume_gateway_url: 'unknown'}]])(
  'a session with %s is not resumed but begun anew',
  async (_, change) => {
    const sound = {
      session_id: 'abc',
      resume_gateway_url: sandbox.origin.replace('http', 'ws'),
      user: client.user,
    };
    await dispatch('READY', {...sound, guilds: [], ...change});
    const ready = once(client.ws, 'READY');
    sandbox.gateway.drop({resumable: true});
    await ready;
  },
);

test('a session that Discord does not have back, whatever it is, is given up', async () => {
  sandbox.gateway.refuse(Array(2).fill(GatewayCloseCodes.DecodeError));
  const ready = once(client.ws, 'READY');
  sandbox.gateway.drop({resumable: true});
  await ready;
});

test('an interaction without locale, channel object and the newer fields is read all the same', async () => {
  const heard = once(client, Events.InteractionCreate);
  await dispatch('INTERACTION_CREATE', interaction({}));
  const [read] = (await heard) as [Interaction];
  expect(read).toMatchObject({
    locale: 'en-US',
    channelId: '77',
    attachmentSizeLimit: 10 * 1024 * 1024,
    authorizingIntegrationOwners: {0: '55'},
  });
});

/** As sparse as compatible servers send it. */
function interaction(change: object): object {
  return {
    id: '1',
    application_id: sandbox.applicationId,
    type: 2,
    token: 't',
    version: 1,
    guild_id: '55',
    channel_id: '77',
    member: {
      user: {id: '3', username: 'mia', discriminator: '0', avatar: null},
      roles: [],
      permissions: '0',
      joined_at: null,
    },
    data: {id: '9', name: 'styles', type: 1},
    ...change,
  };
}
