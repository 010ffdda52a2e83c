/** Starts bot and worker exactly as README, docs and the unit file say, ends them in every way, and looks for survivors. */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {BotProcess} from '../../sandbox/bot-process.ts';
import {type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {lockDataDir} from '../../src/jobs/store/data-lock.ts';
import {hasRedis, type RedisServer, startRedis} from '../fixtures/redis.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const graceMs = 10_000;

let sandbox: Sandbox;
let dataDir: string;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-signals-'));
});
afterEach(() => rm(dataDir, {recursive: true}));

type Way = readonly [program: string, ...args: string[]];

function start([program, ...args]: Way, env: Record<string, string>): BotProcess {
  const child = spawn(program, args, {
    cwd: repository,
    // A group of its own, as a terminal and a service manager give it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      WEIGHTS: 'bundled',
      DEVICE: 'cpu',
      ...env,
    },
  });
  return new BotProcess(child);
}

const forBot = () => ({
  DISCORD_TOKEN: sandbox.botToken,
  APPLICATION_ID: sandbox.applicationId,
  DISCORD_API_BASE: sandbox.apiUrl,
});

const targets = {
  itself: ({pid}: ChildProcess) => pid as number,
  'its child': ({pid}: ChildProcess) => childOf(pid as number),
  'its group': ({pid}: ChildProcess) => -(pid as number),
};

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

/** Every process that has written to the log. */
const pidsOf = ({lines}: BotProcess): number[] => [
  ...new Set(
    lines.flatMap(({fields}) => [fields.pid, fields.renderer]).filter((pid) => typeof pid === 'number'),
  ),
];

/** A zombie has no command line. The process may end between the two looks. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}

async function expectEnd(started: BotProcess, role: 'bot' | 'worker', signalled: number): Promise<void> {
  const pids = pidsOf(started);
  expect(pids.length).toBeGreaterThanOrEqual(2);
  while (pids.some(isAlive) && performance.now() - signalled < graceMs) await delay(50);
  expect(pids.filter(isAlive)).toEqual([]);
  lockDataDir(dataDir, role)();
  await Promise.race([started.ended, delay(graceMs)]);
  // The last lines may still be on their way when the process is gone.
  await expect.poll(() => started.lines.map(({fields}) => fields.msg)).toContain('shutting down');
  expect(started.lines.filter(({fields}) => fields.msg.includes('took too long'))).toEqual([]);
}

const cases = (['SIGTERM', 'SIGINT', 'SIGHUP'] as const).flatMap((signal) =>
  (Object.keys(targets) as (keyof typeof targets)[]).map((target) => [signal, target] as const),
);

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  test.each([...cases, ['SIGKILL', 'itself'] as const])(
    'ends in order after %s to %s',
    async (signal, target) => {
      const started = start(['npm', 'start'], forBot());
      await started.waitForLine(({fields}) => fields.msg === 'ready', {timeoutMs: 60_000});
      process.kill(targets[target](started.child), signal);
      await expectEnd(started, 'bot', performance.now());
    },
  );

  test.each(['SIGTERM', 'SIGHUP'] as const)('the unit file ends in order after %s', async (signal) => {
    execFileSync('npm', ['run', '--silent', 'build'], {cwd: repository});
    const unit = readFileSync(join(repository, 'deploy/atelier.service'), 'utf8');
    const [, command = ''] = /^ExecStart=\/usr\/bin\/(.*)$/m.exec(unit) ?? [];
    const here = command.replace('/opt/atelier/node_modules/atelier/', '');
    const started = start(here.split(' ') as unknown as Way, forBot());
    await started.waitForLine(({fields}) => fields.msg === 'ready', {timeoutMs: 60_000});
    process.kill(-(started.child.pid as number), signal);
    await expectEnd(started, 'bot', performance.now());
    expect(await started.ended).toBe(0);
  });

  test('ends in order when its terminal is closed', async () => {
    const started = start(['script', '--quiet', '--command', 'npm start', '/dev/null'], forBot());
    await started.waitForLine(({fields}) => fields.msg === 'ready', {timeoutMs: 60_000});
    const pids = pidsOf(started);
    started.child.kill('SIGKILL');
    await once(started.child, 'exit');
    const begun = performance.now();
    while (pids.some(isAlive) && performance.now() - begun < graceMs) await delay(50);
    expect(pids.filter(isAlive)).toEqual([]);
    lockDataDir(dataDir)();
  });
});

describe.skipIf(process.platform !== 'linux' || !hasRedis)('npm run worker', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  test.each(cases)('ends in order after %s to %s', async (signal, target) => {
    const started = start(['npm', 'run', 'worker'], {REDIS_URL: redis.url});
    await started.waitForLine(({fields}) => fields.msg === 'worker ready', {timeoutMs: 60_000});
    process.kill(targets[target](started.child), signal);
    await expectEnd(started, 'worker', performance.now());
  });
});

test('a worker without Redis says so, is not ready, and ends in order', async () => {
  const started = start(['npm', 'run', 'worker'], {REDIS_URL: 'redis://127.0.0.1:1'});
  await started.waitForLine(({fields}) => fields.msg.startsWith('trouble with Redis'), {timeoutMs: 60_000});
  started.child.kill('SIGTERM');
  await expectEnd(started, 'worker', performance.now());
  expect(started.lines.map(({fields}) => fields.msg)).not.toContain('worker ready');
});
