import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';

const module = new URL('../../sandbox/bot-process.ts', import.meta.url).href;

test('a program that dies takes the bot that it started with it', async () => {
  const script = `
    import {spawn} from 'node:child_process';
    const {BotProcess} = await import(${JSON.stringify(module)});
    const {child} = new BotProcess(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']));
    console.log(child.pid);
    setTimeout(() => { throw new Error('nobody reads my output'); }, 100);
  `;
  const program = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pid] = (await once(program.stdout, 'data')) as [Buffer];
  expect(Number(pid)).toBeGreaterThan(1);
  await once(program, 'exit');
  await expect.poll(() => isRunning(Number(pid))).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
