import {spawn} from 'node:child_process';
import {expect, test} from 'vitest';
import {describeExit, followOutput, whenEnded} from '../../src/jobs/child-exit.ts';

function run(script: string) {
  const child = spawn('sh', ['-c', script], {stdio: ['ignore', 'pipe', 'pipe']});
  const lines: string[] = [];
  return {ended: whenEnded(child), lines, lastOutput: followOutput(child, (line) => lines.push(line))};
}

test('waits for output that follows the exit', async () => {
  const {ended, lines} = run('(while kill -0 $$; do sleep 0.01; done 2>/dev/null; echo late >&2) & exit 3');
  expect(await ended).toEqual({code: 3, signal: null});
  expect(lines).toEqual(['late']);
});

test('does not wait for a grandchild that holds the output open', async () => {
  const {ended, lines} = run('sleep 60 & echo $!; kill -ABRT $$');
  expect(await ended).toEqual({code: null, signal: 'SIGABRT'});
  // Fails when the grandchild is already gone.
  expect(process.kill(Number(lines[0]), 'SIGKILL')).toBe(true);
});

test('keeps the last lines of output', async () => {
  const {ended, lastOutput} = run('for line in $(seq 50); do echo $line; done');
  await ended;
  expect(lastOutput().split('\n')).toEqual(Array.from({length: 20}, (_, index) => String(index + 31)));
});

test('resolves for a program that cannot be started', async () => {
  const child = spawn('/no/such/program');
  child.on('error', () => {});
  const exit = await whenEnded(child);
  expect(describeExit(exit, '').message).toBe('The render process did not start.');
});

test.each([
  [{code: 3, signal: null}, 'exited with code 3.'],
  [{code: 134, signal: null}, 'exited with code 134, perhaps because memory ran out.'],
  [{code: null, signal: 'SIGKILL'}, 'was ended by SIGKILL, perhaps because memory ran out.'],
  [{code: null, signal: 'SIGABRT'}, 'was ended by SIGABRT, perhaps because memory ran out.'],
  [{code: null, signal: 'SIGSEGV'}, 'was ended by SIGSEGV.'],
] as const)('describes %j', (exit, words) => {
  expect(describeExit(exit, 'fell over')).toMatchObject({
    code: 'RENDER_CRASHED',
    message: `The render process ${words}`,
    cause: {message: expect.stringContaining('fell over')},
  });
});
