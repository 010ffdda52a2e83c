import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {lockDataDir} from '../../../src/jobs/store/data-lock.ts';

const lockModule = new URL('../../../src/jobs/store/data-lock.ts', import.meta.url);
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lock-'));
});

afterEach(() => rmSync(dataDir, {recursive: true, force: true}));

/** Starts another process that locks the folder; resolves when it has. */
async function otherBot(): Promise<ChildProcess> {
  const script = `
    import {lockDataDir} from ${JSON.stringify(lockModule.href)};
    lockDataDir(${JSON.stringify(dataDir)});
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const tsx = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}

test('a second bot on the same folder is refused and told which process has it', async () => {
  const other = await otherBot();
  try {
    const naming = expect.objectContaining({
      code: 'BAD_CONFIG',
      message: expect.stringMatching(new RegExp(`${dataDir}.*process ${other.pid} on `)),
    });
    expect(() => lockDataDir(dataDir)).toThrow(naming);
  } finally {
    other.kill('SIGKILL');
    await once(other, 'exit');
  }
});

test('the lock of a killed bot is free at once', async () => {
  const other = await otherBot();
  other.kill('SIGKILL');
  await once(other, 'exit');
  const takeAndGiveBack = () => lockDataDir(dataDir)();
  expect(takeAndGiveBack).not.toThrow();
});

test('a folder given back can be locked again', () => {
  lockDataDir(dataDir)();
  const takeAgain = () => lockDataDir(dataDir)();
  expect(takeAgain).not.toThrow();
});
