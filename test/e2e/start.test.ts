/** What the configuration names is looked for at the start, and the log says by its name what is missing. */
import {once} from 'node:events';
import {copyFile, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {runBot} from '../../sandbox/bot-process.ts';
import {type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {patiently} from './harness.ts';

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  // Its bots log in one right after the other.
  sandbox = await startSandbox({identifyWindowMs: 0});
  folder = await mkdtemp(join(tmpdir(), 'atelier-start-'));
  await writeFile(join(folder, 'judge.txt'), 'not a program', {mode: 0o644});
  await writeFile(join(folder, 'corrupt.safetensors'), 'not weights');
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, {recursive: true});
});

function start(env: Record<string, string>, dataDir = join(folder, 'data')) {
  const bot = runBot({sandbox, dataDir, env: {WEIGHTS: 'bundled', DEVICE: 'cpu', ...env}});
  onTestFinished(() => bot.kill());
  return bot;
}

test('a copy of .env.example, whose variables are mostly empty, is a configuration that starts', async () => {
  const dataDir = join(folder, 'copied');
  await mkdir(dataDir);
  await copyFile(new URL('../../.env.example', import.meta.url), join(dataDir, '.env'));
  const bot = start({}, dataDir);
  await bot.waitForLine(({fields}) => fields.msg === 'ready', patiently);
  expect(bot.lines.filter(({fields}) => Number(fields.level) >= 40)).toEqual([]);
});

test.each([
  ['MODERATION_COMMAND', '/no/judge', 'MODERATION_COMMAND: there is no executable file /no/judge'],
  ['MODERATION_COMMAND', 'judge.txt', /^MODERATION_COMMAND: there is no executable file .*judge\.txt$/],
  ['STYLES_DIR', '/no/styles', 'STYLES_DIR: expected a folder, received /no/styles'],
  ['STYLES_DIR', 'judge.txt', /^STYLES_DIR: expected a folder, received .*judge\.txt$/],
])('%s=%s ends the bot at once, in one line', async (name, value, words) => {
  const bot = start({[name]: value.startsWith('/') ? value : join(folder, value)});
  expect(await bot.ended).not.toBe(0);
  expect(bot.lines.map(({fields}) => fields.msg)).toEqual([expect.stringMatching(words)]);
});

test('a HEALTH_PORT in use ends the bot at once, in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const {port} = other.address() as AddressInfo;
  const bot = start({HEALTH_PORT: String(port)});
  expect(await bot.ended).toBe(78);
  expect(bot.lines.map(({fields}) => fields.msg)).toEqual([
    `HEALTH_PORT: expected a free port, but another process listens at 127.0.0.1:${port}.`,
  ]);
});

test.each([['missing.safetensors'], ['corrupt.safetensors']])(
  'ATELIER_WEIGHTS=%s is named as an error, and the bundled encoder paints',
  async (name) => {
    const path = join(folder, name);
    const bot = start({WEIGHTS: 'auto', ATELIER_WEIGHTS: path});
    const {fields} = await bot.waitForLine(({fields}) => fields.msg.startsWith('ATELIER_WEIGHTS'), patiently);
    expect(fields).toMatchObject({level: 50, msg: expect.stringContaining(path)});
    const ready = await bot.waitForLine(({fields}) => fields.msg === 'render process ready', patiently);
    expect(ready.fields.encoder).toBe('atelier-compact');
    expect(await bot.stop()).toBe(0);
    expect(bot.lines.filter(({fields}) => /took too long|gateway reconnecting/.test(fields.msg))).toEqual([]);
  },
);
