/** Real requests to a Discord that does not want this bot, to what is not Discord, and to nothing. */
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {type Sandbox, startSandbox} from '../../../sandbox/index.ts';
import {createRest} from '../../../src/bot/client.ts';
import {requireOwnApplication} from '../../../src/bot/gateway/own-application.ts';
import {reachDiscord} from '../../../src/bot/gateway/reach-discord.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

let warnings: {words: string; fields: object}[];
let news: string[];
beforeEach(() => {
  warnings = [];
  news = [];
});

interface Login {
  apiBase?: string;
  token?: string;
  applicationId?: string;
  /** Called before each new attempt; by default there is none. */
  wait?: () => Promise<void>;
}

class GaveUp extends Error {}

async function login({
  apiBase = sandbox.apiUrl,
  token = sandbox.botToken,
  applicationId = sandbox.applicationId,
  wait = () => Promise.reject(new GaveUp()),
}: Login): Promise<void> {
  const rest = createRest(apiBase, token);
  await reachDiscord(() => requireOwnApplication(rest, applicationId), {
    apiBase,
    log: {
      debug() {},
      info: (_, words) => void news.push(words),
      warn: (fields, words) => void warnings.push({words, fields}),
      error() {},
    },
    wait,
  });
}

test('a Discord that answers is reached without a word', async () => {
  await login({});
  expect([...warnings, ...news]).toEqual([]);
});

test.each<[string, () => Login, RegExp]>([
  ['a wrong token', () => ({token: 'wrong'}), /check DISCORD_TOKEN/],
  ['the id of another application', () => ({applicationId: '1234'}), /^APPLICATION_ID: .*1234/],
])('%s ends it at once, and the words say what to do', async (_, how, words) => {
  await expect(login(how())).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: expect.stringMatching(words),
  });
  expect(warnings).toEqual([]);
});

describe('is tried again', () => {
  test.each<[string, () => string, RegExp]>([
    ['a name that nobody knows', () => 'http://discord.invalid/api', /discord\.invalid cannot be resolved/],
    ['a server without TLS', () => sandbox.apiUrl.replace('http:', 'https:'), /does not speak TLS/],
    ['a port where nothing listens', () => 'http://127.0.0.1:1/api', /^Nothing listens at 127\.0\.0\.1:1 /],
  ])('%s', async (_, apiBase, words) => {
    await expect(login({apiBase: apiBase()})).rejects.toThrow(GaveUp);
    expect(warnings).toEqual([{words: expect.stringMatching(words), fields: {retryInSeconds: 1}}]);
    expect(warnings[0]?.words).not.toContain('DISCORD_TOKEN');
  });

  test('a Discord in trouble, until it answers, which is told once', async () => {
    const statuses = [502, 403, 200];
    await withServer(
      (_, response) =>
        response.writeHead(statuses[0] ?? 200, {'content-type': 'application/json'}).end('{"id":"7"}'),
      async (origin) => {
        const wait = async () => void statuses.shift();
        await login({apiBase: `${origin}/api`, applicationId: '7', wait});
      },
    );
    expect(warnings).toEqual([
      {words: expect.stringContaining('it answered 502'), fields: {retryInSeconds: 1}},
      {words: expect.stringContaining('refuses this machine for now (403)'), fields: {retryInSeconds: 2}},
    ]);
    expect(news).toEqual(['Discord is reached']);
  });
});

test('a page for people, as hotel networks show it, is not taken for Discord', async () => {
  await withServer(
    (_, response) =>
      response.writeHead(200, {'content-type': 'text/html'}).end('<p>Please accept our terms.</p>'),
    async (origin) => {
      await expect(login({apiBase: `${origin}/api`})).rejects.toThrow(/is not Discord's API/);
    },
  );
});

async function withServer(listener: RequestListener, use: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
