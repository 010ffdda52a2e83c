import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, afterEach, beforeAll, describe, expect, test, vi} from 'vitest';
import {type Child, type ChildOptions, crashOf, startChild} from '../../../src/system/child/child-process.ts';

// Each test starts its own processes, which takes a while on a busy machine.
vi.setConfig({testTimeout: 30_000});

const [parentSide, childSide] = ['child-process', 'child-side'].map(
  (name) => new URL(`../../../src/system/child/${name}.ts`, import.meta.url).href,
);

let folder: string;
let scripts = 0;
const children: Child[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-child-'));
});
afterEach(async () => {
  for (const {process: child} of children) child.kill('SIGKILL');
  await Promise.all(children.splice(0).map(({ended}) => ended));
});
afterAll(() => rm(folder, {recursive: true}));

/** Starts a process that runs this source. */
async function start(source: string, options?: ChildOptions): Promise<Child> {
  const path = join(folder, `${scripts++}.mts`);
  await writeFile(path, source);
  const child = startChild(pathToFileURL(path), options);
  children.push(child);
  return child;
}

async function messageOf({process: child}: Child): Promise<unknown> {
  const [message] = await once(child, 'message');
  return message;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a child process', () => {
  test('runs TypeScript with the arguments and only the environment it is given', async () => {
    const source = `const [first]: string[] = process.argv.slice(2);
      process.send!({first, env: process.env.GIVEN, home: process.env.HOME});`;
    const child = await start(source, {args: ['one'], env: {GIVEN: 'yes', PATH: process.env.PATH}});
    expect(await messageOf(child)).toEqual({first: 'one', env: 'yes', home: undefined});
  });

  test('exchanges bytes and numbers unchanged', async () => {
    const child = await start('process.on("message", (message) => process.send!(message));');
    const message = {bytes: new Uint8Array([1, 2]), numbers: [Number.NaN, Number.POSITIVE_INFINITY]};
    child.process.send(message);
    expect(await messageOf(child)).toEqual(message);
  });

  test('is reported with its exit code and its last output if it crashes', async () => {
    const {ended} = await start('console.error("no more paint"); process.exitCode = 3;');
    const end = await ended;
    expect(end).toEqual({code: 3, signal: null, lastOutput: 'no more paint'});
    expect(crashOf('The painter', end)).toMatchObject({
      code: 'RENDER_CRASHED',
      message: 'The painter exited with code 3.',
      cause: {message: 'Its last output:\nno more paint'},
    });
  });

  test('has all its output read, even if some comes after its exit', async () => {
    const lines: string[] = [];
    const source = `import {spawn} from 'node:child_process';
      spawn('sh', ['-c', 'sleep 0.2; echo late >&2'], {stdio: 'inherit', detached: true});
      process.exit(0);`;
    const {ended} = await start(source, {onLine: (line) => lines.push(line)});
    await ended;
    expect(lines).toEqual(['late']);
  });

  test('ends without waiting for a grandchild that keeps the output open', async () => {
    const source = `import {spawn} from 'node:child_process';
      spawn('sleep', ['10'], {stdio: 'inherit'});
      process.send!('spawned', () => process.kill(process.pid, 'SIGABRT'));`;
    const child = await start(source);
    await messageOf(child);
    const began = performance.now();
    expect(await child.ended).toMatchObject({code: null, signal: 'SIGABRT'});
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('keeps the last lines of its output', async () => {
    const {ended} = await start('for (let line = 1; line <= 50; line++) console.log(line);');
    const {lastOutput} = await ended;
    expect(lastOutput.split('\n')).toEqual(Array.from({length: 20}, (_, index) => String(index + 31)));
  });

  test('counts as ended if it cannot be started', async () => {
    const program = process.execPath;
    process.execPath = '/no/such/program';
    try {
      const {ended} = startChild(new URL('file:///nothing.ts'));
      expect(crashOf('The painter', await ended).message).toBe('The painter did not start.');
    } finally {
      process.execPath = program;
    }
  });
});

test.each([
  [{code: 3, signal: null}, 'exited with code 3.'],
  [{code: 134, signal: null}, 'exited with code 134, perhaps because memory ran out.'],
  [{code: null, signal: 'SIGKILL'}, 'was ended by SIGKILL, perhaps because memory ran out.'],
  [{code: null, signal: 'SIGABRT'}, 'was ended by SIGABRT, perhaps because memory ran out.'],
  [{code: null, signal: 'SIGSEGV'}, 'was ended by SIGSEGV.'],
] as const)('describes %j', (exit, words) => {
  expect(crashOf('The render process', {...exit, lastOutput: 'fell over'})).toMatchObject({
    code: 'RENDER_CRASHED',
    message: `The render process ${words}`,
    cause: {message: expect.stringContaining('fell over')},
  });
});

describe('a child that follows its parent', () => {
  const obedient = `import {endWithParent, ignoreSignals} from '${childSide}';
    endWithParent();
    ignoreSignals();
    process.on('message', () => process.send!('alive'));
    setInterval(() => {}, 1000);
    process.send!(process.pid);`;

  test('ends when the parent is killed', async () => {
    const path = join(folder, 'obedient.mts');
    await writeFile(path, obedient);
    const parent = await start(`import {startChild} from '${parentSide}';
      startChild(new URL('${pathToFileURL(path).href}')).process.on('message', (pid) => process.send!(pid));`);
    const pid = (await messageOf(parent)) as number;
    expect(isAlive(pid)).toBe(true);
    parent.process.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), {timeout: 10_000, interval: 50});
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'keeps running after %s until its parent disconnects',
    async (signal) => {
      const child = await start(obedient);
      await messageOf(child);
      child.process.kill(signal);
      child.process.send('still there?');
      expect(await messageOf(child)).toBe('alive');
      child.process.disconnect();
      expect(await child.ended).toMatchObject({code: 0, signal: null});
    },
  );

  test('sends its last message and ends by itself', async () => {
    const child = await start(`import {endWithParent, tellParentAndEnd} from '${childSide}';
      endWithParent();
      setInterval(() => {}, 1000);
      tellParentAndEnd({bytes: new Uint8Array(1_000_000).fill(7)});`);
    expect(await messageOf(child)).toEqual({bytes: new Uint8Array(1_000_000).fill(7)});
    expect(await child.ended).toMatchObject({code: 0, signal: null});
  });

  test('does not fail if it sends a message to a parent that is gone', async () => {
    const {process: child, ended} = await start(`import {tellParent} from '${childSide}';
      process.on('disconnect', () => tellParent('are you there?'));
      tellParent('here');`);
    await once(child, 'message');
    child.disconnect();
    expect(await ended).toEqual({code: 0, signal: null, lastOutput: ''});
  });
});
