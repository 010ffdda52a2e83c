import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {type Child, startChild} from '../../src/system/child-process.ts';

// Each test starts its own process, which takes a while on a busy machine.
vi.setConfig({testTimeout: 30_000});

const moduleOf = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href;

let folder: string;
let scripts = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-run-'));
  await writeFile(join(folder, '.env'), 'GIVEN=from the file\nADDED=from the file\n');
});
afterAll(() => rm(folder, {recursive: true}));

/** A process that runs `body` with its configuration and its log. */
async function start(body: string, onLine?: (line: string) => void): Promise<Child> {
  const path = join(folder, `${scripts++}.mts`);
  await writeFile(
    path,
    `import {AppError} from '${moduleOf('errors.ts')}';
    import {runProcess, stopInSteps} from '${moduleOf('host/run-process.ts')}';
    process.chdir(${JSON.stringify(folder)});
    const parse = ({GIVEN, ADDED}) => (
      {logLevel: 'info', discordToken: 'a-very-secret-token', given: GIVEN, added: ADDED}
    );
    await runProcess(process.env, parse, [], async (config, log) => {${body}});`,
  );
  const env = {GIVEN: 'by the operator', PATH: process.env.PATH};
  return startChild(pathToFileURL(path), {env, ...(onLine && {onLine})});
}

test('the environment comes before the file .env', async () => {
  const {ended} = await start('console.log(config.given, "and", config.added); process.exit(0);');
  expect((await ended).lastOutput).toBe('by the operator and from the file');
});

test('an expected failure at the start prints one line and exits with code 1', async () => {
  const {ended} = await start(`throw new AppError('BAD_CONFIG', 'expected a token');`);
  expect(await ended).toEqual({code: 1, signal: null, lastOutput: 'expected a token'});
});

test('a bug at the start shows where it is and exits with code 1', async () => {
  const {code, lastOutput} = await (await start('config.missing.thing;')).ended;
  expect(code).toBe(1);
  expect(lastOutput).toMatch(/TypeError: Cannot read properties[\s\S]+\.mts:/);
});

const fault = `new Error('bad ' + config.discordToken)`;
test.each([
  ['unhandledRejection', `void Promise.reject(${fault});`],
  ['uncaughtException', `setTimeout(() => {throw ${fault};});`],
])('an %s is logged without credentials and ends the process with code 1', async (event, raise) => {
  const {ended} = await start(`${raise} setInterval(() => {}, 1000);`);
  const {code, lastOutput} = await ended;
  expect(code).toBe(1);
  expect(JSON.parse(lastOutput)).toMatchObject({level: 60, msg: event, err: {message: 'bad [secret]'}});
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s ends the process in steps, with code 0',
  async (signal) => {
    let ready = () => {};
    const started = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const child = await start(
      `stopInSteps([{name: 'last', limitMs: 1000, run: () => console.log('last step')}], log);
    setInterval(() => {}, 1000);
    console.log('ready');`,
      (line) => line === 'ready' && ready(),
    );
    await started;
    child.process.kill(signal);
    const {code, lastOutput} = await child.ended;
    expect(code).toBe(0);
    expect(lastOutput).toContain('last step');
    expect(lastOutput).toContain(`"reason":"${signal}"`);
  },
);
