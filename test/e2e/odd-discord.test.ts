/** A Discord that sends what nobody documented, cannot be reached or closes the gateway again and again. */
import {mkdtemp, rm} from 'node:fs/promises';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {GatewayCloseCodes} from 'discord-api-types/v10';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {runBot} from '../../sandbox/bot-process.ts';
import {type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {finished, openStudio, quick, type Studio, textOf} from './harness.ts';

describe('a bot that is logged in', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await openStudio();
  });
  afterAll(() => studio?.close());
  const said = (words: string) => studio.bot.lines.filter(({fields}) => fields.msg.includes(words));

  test('loses nothing but themselves to hundreds of malformed dispatches of every kind', async () => {
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
    expect(said('an event from Discord could not be handled')).not.toEqual([]);
    expect(bot.lines.filter(({fields}) => /unhandledRejection|uncaughtException/.test(fields.msg))).toEqual(
      [],
    );
  });

  test('tells once that the gateway keeps closing and that it is back, and pauses longer each time', async () => {
    const {sandbox, bot} = studio;
    sandbox.gateway.refuse(Array(2).fill(GatewayCloseCodes.UnknownError));
    sandbox.gateway.drop({resumable: true});
    await bot.waitForLine(({fields}) => fields.msg === 'the gateway is back', {timeoutMs: 60_000});
    expect(said('gateway reconnecting')).toHaveLength(1);
    expect(said('the gateway keeps closing').map(({fields}) => [fields.code, fields.retryInSeconds])).toEqual(
      [
        [4000, 1],
        [4000, 2],
      ],
    );
    await finished(await studio.order(sandbox.user('mia')));
    expect(said('the gateway is back')).toHaveLength(1);
    expect(said('gateway reconnecting')).toHaveLength(1);
  });

  test('ends in order when the gateway closes for good, and the log says what to do', async () => {
    studio.sandbox.gateway.closeWith(GatewayCloseCodes.DisallowedIntents);
    expect(await studio.bot.ended).toBe(78);
    const [line] = said('(4014)');
    expect(line?.fields.msg).toContain('developer portal');
    expect(said('gateway reconnecting')).toHaveLength(1);
    expect(said('took too long')).toEqual([]);
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
    ['a wrong token', () => ({DISCORD_TOKEN: 'wrong'}), /check DISCORD_TOKEN/],
    [
      'an address without the API',
      () => ({DISCORD_API_BASE: `${sandbox.origin}/nothing`}),
      /check DISCORD_API_BASE/,
    ],
  ])('ends at once with %s, and the log says what to do', async (_, env, words) => {
    const bot = start(env());
    expect(await bot.ended).toBe(78);
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
