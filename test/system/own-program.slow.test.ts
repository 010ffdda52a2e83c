import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {startChild} from '../../src/system/child/child-process.ts';
import {ownModule, typed} from '../../src/system/own-program.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const withoutTmp = {PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: '/dev/null'};

test('a checkout runs where no temporary file can be written, and so do the processes it starts', async () => {
  const help = execFileSync('npm', ['run', '--silent', 'doctor', '--', '--help'], {
    cwd: repository,
    env: withoutTmp,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect(help).toMatch(/^usage: npm run doctor -- \[options\]/);
  const trial = ownModule('../../src/system/native-trial-process', import.meta.url);
  expect(await startChild(trial, {args: ['sharp'], env: withoutTmp}).ended).toMatchObject({code: 0});
}, 60_000);

test('commands are named as they are typed in a checkout', () => {
  expect(typed('doctor')).toBe('npm run doctor');
  expect(typed('install-cuda', '--from FILE')).toBe('npm run install:cuda -- --from FILE');
});
