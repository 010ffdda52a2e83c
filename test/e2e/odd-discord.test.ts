/** A Discord that sends what nobody documented, cannot be reached or closes the gateway again and again. */
import {mkdtemp, rm} from 'node:fs/promises';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {GatewayCloseCodes} from 'discord-api-types/v10';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type BotProcess, runBot} from '../../sandbox/bot-process.ts';
import {type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {finished, openStudio, quick, textOf} from './harness.ts';

test('hundreds of malformed dispatches of every kind cost nothing but themselves', async () => {
  const studio = await openStudio();
  try {
    const {sandbox, bot} = studio;
    const mia = sandbox.user('mia');
    const first = await finished(await studio.order(mia));
    mia.react(first, '😀');
    await mia.click(first, {emoji: '⚙️'}).waitForModal();
    const dm = await finished(await studio.order(mia, quick, {dm: true}));
    mia.react(dm, '😀');
    await mia.send('hello');
    const counts = await sandbox.gateway.sendMalformed();
    expect([...counts.keys()]).toEqual(
      expect.arrayContaining([
        'READY',
        'GUILD_CREATE',
        'INTERACTION_CREATE',
        'MESSAGE_CREATE',
        'MESSAGE_UPDATE',
        'MESSAGE_REACTION_ADD',
      ]),
    );
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(500);
    // The bot still answers the commands that some of them were.
    const order = async () => studio.order(sandbox.user('noa'));
    const after = await finished(await order().catch(order).catch(order).catch(order));
    expect(textOf(after)).toContain('Composition VIII');
    expect(bot.child.exitCode).toBeNull();
    expect(bot.lines.some(({fields}) => fields.msg === 'an event from Discord could not be handled')).toBe(
      true,
    );
    expect(bot.lines.filter(({fields}) => /unhandledRejection|uncaughtException/.test(fields.msg))).toEqual(
      [],
    );
  } finally {
    await studio.close();
  }
}, 300_000);

describe('a gateway', () => {
  const said = (bot: BotProcess, words: string) => bot.lines.filter(({fields}) => fields.msg.includes(words));

  test('that keeps closing is told with its code, tried again with growing pauses, and told once when it is back', async () => {
    const studio = await openStudio();
    try {
      const {sandbox, bot} = studio;
      sandbox.gateway.refuse(Array(3).fill(GatewayCloseCodes.UnknownError));
      sandbox.gateway.drop({resumable: true});
      await bot.waitForLine(({fields}) => fields.msg === 'the gateway is back', {timeoutMs: 60_000});
      expect(said(bot, 'gateway reconnecting')).toHaveLength(1);
      expect(
        said(bot, 'the gateway keeps closing').map(({fields}) => [fields.code, fields.retryInSeconds]),
      ).toEqual([
        [4000, 1],
        [4000, 2],
        [4000, 4],
      ]);
      await finished(await studio.order(sandbox.user('mia')));
      expect(said(bot, 'the gateway is back')).toHaveLength(1);
      await bot.stop();
      expect(said(bot, 'gateway reconnecting')).toHaveLength(1);
      expect(said(bot, 'took too long')).toEqual([]);
    } finally {
      await studio.close();
    }
  });

  test.each([
    [GatewayCloseCodes.AuthenticationFailed, 'check DISCORD_TOKEN'],
    [GatewayCloseCodes.ShardingRequired, 'more servers'],
    [GatewayCloseCodes.DisallowedIntents, 'developer portal'],
  ])('that closes for good with %i ends the bot, and the log says what to do', async (code, remedy) => {
    const studio = await openStudio();
    try {
      studio.sandbox.gateway.closeWith(code);
      expect(await studio.bot.ended).toBe(1);
      const [line] = said(studio.bot, `(${code})`);
      expect(line?.fields.msg).toContain(remedy);
    } finally {
      await studio.close();
    }
  });
});

describe('logging in', () => {
  let sandbox: Sandbox;
  let dataDir: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    dataDir = await mkdtemp(join(tmpdir(), 'atelier-login-'));
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(dataDir, {recursive: true});
  });

  const start = (env: Record<string, string>) =>
    runBot({sandbox, dataDir, env: {WEIGHTS: 'bundled', DEVICE: 'cpu', ...env}});

  test('waits for a network that is not there yet, says so, and goes on when it is', async () => {
    const port = await freePort();
    const bot = start({DISCORD_API_BASE: `http://127.0.0.1:${port}/api`});
    const line = await bot.waitForLine(({fields}) => fields.msg.includes('Nothing listens at'));
    expect(line.fields.msg).toContain(`127.0.0.1:${port}`);
    const {applicationId, botToken} = sandbox;
    const late = await startSandbox({port, applicationId, botToken});
    await bot.waitForLine(({fields}) => fields.msg === 'ready', {timeoutMs: 60_000});
    expect(bot.lines.some(({fields}) => fields.msg === 'Discord is reached')).toBe(true);
    expect(bot.lines.map(({text}) => text).join()).not.toContain('DISCORD_TOKEN');
    await bot.stop();
    await late.close();
  });

  test.each([
    ['a name that nobody knows', 'http://discord.invalid/api', /discord\.invalid cannot be resolved/],
    ['a server without TLS', () => sandbox.apiUrl.replace('http:', 'https:'), /does not speak TLS/],
  ])('is tried again at %s', async (_, base, words) => {
    const bot = start({DISCORD_API_BASE: typeof base === 'string' ? base : base()});
    const line = await bot.waitForLine(({fields}) => words.test(fields.msg), {timeoutMs: 60_000});
    expect(line.fields.retryInSeconds).toBe(1);
    expect(line.fields.msg).not.toContain('DISCORD_TOKEN');
    expect(await bot.stop()).toBe(0);
  });

  test.each([
    ['a wrong token', () => ({DISCORD_TOKEN: 'wrong'}), /check DISCORD_TOKEN/],
    [
      'an address without the API',
      () => ({DISCORD_API_BASE: `${sandbox.origin}/nothing`}),
      /check DISCORD_API_BASE/,
    ],
    ['the id of another application', () => ({APPLICATION_ID: '1234'}), /APPLICATION_ID: .*1234/],
  ])('ends at once with %s, and the log says what to do', async (_, env, words) => {
    const bot = start(env());
    expect(await bot.ended).toBe(1);
    expect(bot.lines.filter(({fields}) => words.test(fields.msg))).toHaveLength(1);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const {port} = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
