import {statSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {type Child, startChild} from '../../src/system/child/child-process.ts';

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
async function start(
  body: string,
  onLine?: (line: string) => void,
  options = `{name: 'bot'}`,
): Promise<Child> {
  const path = join(folder, `${scripts++}.mts`);
  await writeFile(
    path,
    `import {AppError} from '${moduleOf('errors.ts')}';
    import {runProcess, stopInSteps} from '${moduleOf('host/run-process.ts')}';
    process.chdir(${JSON.stringify(folder)});
    const parse = ({GIVEN, ADDED}) => (
      {logLevel: 'info', discordToken: 'a-very-secret-token', given: GIVEN, added: ADDED}
    );
    await runProcess(process.env, parse, [], async (config, log) => {${body}}, ${options});`,
  );
  const env = {GIVEN: 'by the operator', PATH: process.env.PATH};
  return startChild(pathToFileURL(path), {env, ...(onLine && {onLine})});
}

test('the environment comes before the file .env', async () => {
  const {ended} = await start('console.log(config.given, "and", config.added); process.exit(0);');
  expect((await ended).lastOutput).toBe('by the operator and from the file');
});

test.each([
  ['a mistake in the configuration', 'BAD_CONFIG', 78],
  ['a broken installation', 'BROKEN_INSTALLATION', 78],
  ['a disk that may have room again later', 'STORAGE', 1],
  ['a device that may answer later', 'DEVICE_UNAVAILABLE', 1],
])(
  'a service that cannot start over %s says so in its log, and whether to try again',
  async (_, code, exit) => {
    const {ended} = await start(`throw new AppError('${code}', 'expected something else');`);
    const end = await ended;
    expect(end.code).toBe(exit);
    expect(JSON.parse(end.lastOutput)).toMatchObject({
      level: 60,
      name: 'bot',
      msg: 'expected something else',
    });
  },
);

test('a service that cannot start over a bug logs where it is, without credentials, and exits with code 1', async () => {
  const {code, lastOutput} = await (await start(`throw new TypeError(config.discordToken + ' is missing');`))
    .ended;
  expect(code).toBe(1);
  const {level, err} = JSON.parse(lastOutput);
  expect(level).toBe(60);
  expect(err.message).toBe('[secret] is missing');
  expect(err.stack).toMatch(/\.mts:/);
});

test('a command that fails says so in plain words', async () => {
  const {ended} = await start(`throw new AppError('BAD_CONFIG', 'expected a token');`, undefined, '{}');
  expect(await ended).toEqual({code: 78, signal: null, lastOutput: 'expected a token'});
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

test.skipIf(process.platform === 'win32')('what a service writes only its own user can read', async () => {
  const [file, inner] = [join(folder, 'written'), join(folder, 'made')];
  const {ended} = await start(
    `const {mkdirSync, writeFileSync} = await import('node:fs');
    writeFileSync(${JSON.stringify(file)}, ''); mkdirSync(${JSON.stringify(inner)}); process.exit(0);`,
  );
  expect((await ended).code).toBe(0);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  expect((statSync(inner).mode & 0o777).toString(8)).toBe('700');
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
