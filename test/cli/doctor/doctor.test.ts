import {mkdtemp, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import {type AddressInfo, createServer as createTcpServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {doctor} from '../../../src/cli/doctor/doctor.ts';
import type {Report} from '../../../src/cli/doctor/findings.ts';
import {isAtLeast, makeReport} from '../../../src/cli/doctor/report.ts';
import {describeReport} from '../../../src/cli/doctor/report-text.ts';
import {UsageError} from '../../../src/cli/usage-error.ts';
import {visitFleet} from '../../../src/jobs/fleet/visit-fleet.ts';
import {lockDataDir} from '../../../src/jobs/store/data-lock.ts';
import {openDatabase} from '../../../src/jobs/store/database.ts';
import type {Device} from '../../../src/nst/contract/protocol.ts';
import type {Machine} from '../../../src/nst/devices/survey.ts';
import type {Trial} from '../../../src/nst/devices/trial.ts';
import {serializeEncoder} from '../../../src/nst/encoders/encoder-file.ts';
import type {NativeLibrary} from '../../../src/system/native-library.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';
import {cudaFile, machineWith, nvidia, vulkan} from '../../nst/devices/machine.ts';

const parity = {targetError: 1e-6, lossError: 2e-6, gradientError: 3e-5};
const fast = {parity, speed: {size: 512, seconds: 0.01, cpuSeconds: 0.2}};
const slow = {parity, speed: {size: 128, seconds: 4, cpuSeconds: 0.2}};
const cpu = {parity: {targetError: 0, lossError: 0, gradientError: 0}, speed: {...fast.speed, seconds: 0.2}};

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-doctor-'));
});

function examine(
  env: NodeJS.ProcessEnv,
  outcomes: Partial<Record<Device, Partial<Trial>>> = {},
  machine: Machine = machineWith({...nvidia, ...cudaFile, ...vulkan}),
  online = false,
  broken: Partial<Record<NativeLibrary, string>> = {},
): Promise<Report> {
  return makeReport({
    env: {DATA_DIR: dataDir, ...env},
    online,
    say: () => {},
    machine,
    tryNative: async (name) => broken[name],
    tryDevice: async (device) => ({testedAt: new Date().toISOString(), ...outcomes[device]}),
  });
}

describe('the doctor', () => {
  test('tries every device this machine has and says which one auto takes', async () => {
    const report = await examine({}, {cuda: {failure: 'it crashed'}, webgpu: fast, cpu});
    expect(report.devices).toMatchObject([
      {device: 'cuda', state: 'broken', reason: 'it crashed'},
      {device: 'webgpu', state: 'works', speed: {seconds: 0.01}},
      {device: 'dml', state: 'absent'},
      {device: 'coreml', state: 'absent'},
      {device: 'cpu', state: 'works'},
    ]);
    expect(report.choice).toMatchObject({wanted: 'auto', device: 'webgpu'});
    expect(report.choice.why).toContain('not on cuda: it crashed');
    expect(report.problems).toEqual([]);
  });

  test('calls a device slow if auto would not take it', async () => {
    const report = await examine({}, {cuda: slow, webgpu: slow, cpu});
    expect(report.devices[0]).toMatchObject({device: 'cuda', state: 'slow'});
    expect(report.choice.device).toBe('cpu');
  });

  test('reports a problem if DEVICE names a device that cannot be used', async () => {
    const report = await examine({DEVICE: 'cuda'}, {cuda: {failure: 'it crashed'}, webgpu: fast, cpu});
    expect(report.problems).toEqual([expect.stringMatching(/device cuda cannot be used: it crashed/)]);
  });

  test('reports a problem if the CPU computes wrongly', async () => {
    const report = await examine({}, {cpu: {failure: 'its self-test crashed (SIGILL)'}}, machineWith({}));
    expect(report.problems).toEqual(['the CPU cannot paint: its self-test crashed (SIGILL)']);
  });

  test('reports a problem if the data folder is a file', async () => {
    const path = join(dataDir, 'taken');
    await writeFile(path, '');
    const report = await examine({DATA_DIR: path}, {cpu}, machineWith({}));
    expect(report.dataDir.writable).toBe(false);
    expect(report.problems).toEqual([expect.stringMatching(/^DATA_DIR: .*taken cannot be written to/)]);
  });

  test('finds the weights the operator named, and reports those that are missing or corrupt', async () => {
    const file = join(dataDir, 'mine.safetensors');
    expect((await examine({ATELIER_WEIGHTS: file}, {cpu})).problems).toEqual([
      `ATELIER_WEIGHTS: there is no file ${file}`,
    ]);
    await writeFile(file, 'not weights');
    const {problems, weights} = await examine({ATELIER_WEIGHTS: file}, {cpu});
    expect(problems).toEqual([expect.stringContaining(`ATELIER_WEIGHTS: ${file} cannot be used`)]);
    expect(weights).toEqual({bundled: true});
    expect((await examine({ATELIER_WEIGHTS: file, WEIGHTS: 'bundled'}, {cpu})).problems).toEqual([]);
    await writeFile(file, serializeEncoder(tinyEncoder()));
    expect((await examine({ATELIER_WEIGHTS: file}, {cpu})).weights).toEqual({bundled: true, vgg19: file});
  });

  test('reports a folder of styles and a moderation command that are not there', async () => {
    const {problems} = await examine({STYLES_DIR: '/no/styles', MODERATION_COMMAND: '["/no/judge", "-v"]'});
    expect(problems).toContain('STYLES_DIR: expected a folder, received /no/styles');
    expect(problems).toContain('MODERATION_COMMAND: there is no executable file /no/judge');
    expect(
      (await examine({STYLES_DIR: dataDir, MODERATION_COMMAND: 'sh', PATH: '/usr/bin:/bin'}, {cpu})).problems,
    ).toEqual([]);
  });

  test.each(['jobs.db', 'lock.db', 'worker-lock.db'])(
    'reports a damaged %s with the remedy',
    async (name) => {
      const file = join(dataDir, name);
      await writeFile(file, 'garbage '.repeat(1000));
      const {problems} = await examine({}, {cpu});
      expect(problems).toEqual([
        expect.stringMatching(new RegExp(`^DATA_DIR: ${file} is damaged .*: (put|delete)`)),
      ]);
    },
  );

  test('finds the databases of a running bot in order', async () => {
    const unlock = lockDataDir(dataDir);
    const database = openDatabase(dataDir);
    try {
      expect((await examine({}, {cpu})).problems).toEqual([]);
    } finally {
      database.close();
      unlock();
    }
  });

  test('names a library that cannot be loaded, and does not try devices without ONNX Runtime', async () => {
    const report = await examine({}, {cpu}, undefined, false, {'onnxruntime-node': 'it has no build'});
    expect(report.problems).toEqual(['it has no build']);
    expect(report.devices.map(({state}) => state)).toEqual(Array(5).fill('absent'));
    expect(describeReport(report)).toContain('it has no build');
  });

  test('names a misspelt variable with its nearest match', async () => {
    expect((await examine({MAX_QUEU: '3'}, {cpu})).advice).toContain(
      'MAX_QUEU: there is no such variable; did you mean MAX_QUEUE?',
    );
  });

  test('reports a wrong configuration only if a bot is configured', async () => {
    expect((await examine({}, {cpu})).discord).toEqual({configured: false});
    const report = await examine({DISCORD_TOKEN: 'x', MAX_SIZE: 'big'}, {cpu});
    expect(report.problems.join()).toContain('MAX_SIZE: expected a whole number');
  });
});

describe('advice', () => {
  const adviceOn = async (files: Record<string, string>, overrides: Partial<Machine> = {}): Promise<string> =>
    (await examine({}, {cpu}, machineWith(files, overrides))).advice.join('\n');
  const card = (vendor: string) => ({
    '/sys/class/drm/card0': '',
    '/sys/class/drm/card0/device/vendor': `${vendor}\n`,
  });

  test.each([
    ['an NVIDIA driver without the provider', nvidia, /npm run install:cuda/],
    ['an NVIDIA card without a driver', card('0x10de'), /NVIDIA card but no driver/],
    ['an AMD card without Vulkan', card('0x1002'), /mesa-vulkan-drivers/],
    ['no card at all', {}, /No graphics card was found/],
    ['no VGG19', {}, /npm run weights/],
  ])('for %s', async (_, files, words) => {
    expect(await adviceOn(files)).toMatch(words);
  });

  test('for a card this user may not use', async () => {
    const files = {...card('0x8086'), '/dev/dri/renderD128': ''};
    expect(await adviceOn(files, {canUse: () => false})).toMatch(/groups render and video/);
    expect(await adviceOn(files)).not.toMatch(/groups render and video/);
  });
});

describe('asking Discord', () => {
  let server: Server;
  let status = 200;
  let gateway: string;
  beforeEach(async () => {
    gateway = '{}';
    server = createServer((request, response) => {
      const answers: Record<string, string> = {
        '/api/v10/users/@me': '{"username":"atelier"}',
        '/api/v10/applications/@me': '{"id":"1"}',
        '/api/v10/gateway/bot': gateway,
      };
      const known = request.headers.authorization === 'Bot right';
      response.writeHead(known ? status : 401, {'content-type': 'application/json'});
      response.end(answers[request.url ?? ''] ?? '{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => server.close());

  const ask = (
    DISCORD_TOKEN: string,
    online: boolean,
    APPLICATION_ID = '1',
    more: NodeJS.ProcessEnv = {},
  ): Promise<Report> => {
    const DISCORD_API_BASE = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    return examine({DISCORD_TOKEN, APPLICATION_ID, DISCORD_API_BASE, ...more}, {cpu}, undefined, online);
  };

  test('says who the token belongs to', async () => {
    expect((await ask('right', true)).discord).toEqual({configured: true, reached: 'atelier'});
  });

  test.each([
    ['auto', 3, false],
    ['2', 3, true],
    ['0-1/2', 3, true],
    ['3', 3, false],
    ['0-1/4', 3, false],
  ])('SHARDS=%s where Discord recommends %i is worth a word: %s', async (SHARDS, shards, isWorth) => {
    gateway = JSON.stringify({url: 'wss://gateway', shards});
    const report = await ask('right', true, '1', {SHARDS});
    expect(report.discord.shards?.advised).toBe(shards);
    expect(report.problems).toEqual([]);
    const words = expect.stringMatching(/^SHARDS says 2 in all, and Discord recommends 3: take SHARDS=auto/);
    expect(report.advice).toEqual(
      isWorth ? expect.arrayContaining([words]) : expect.not.arrayContaining([words]),
    );
    expect(describeReport(report)).toContain('reached as atelier, which should have 3 shards');
  });

  test('reports a wrong token without printing it', async () => {
    const {problems} = await ask('wrong-token', true);
    expect(problems).toEqual([expect.stringMatching(/^Discord rejects the token .* DISCORD_TOKEN/)]);
    expect(problems.join()).not.toContain('wrong-token');
  });

  test('reports the id of another application', async () => {
    const {problems} = await ask('right', true, '2');
    expect(problems).toEqual([expect.stringContaining('belongs to the application 1, but 2 is set')]);
  });

  test('does not happen unless asked for', async () => {
    status = 500;
    expect((await ask('right', false)).problems).toEqual([]);
    expect((await ask('right', true)).problems).toEqual([expect.stringContaining('answered 500')]);
  });
});

describe('asking Redis', () => {
  const REDIS_URL = 'redis://:open-sesame@127.0.0.1:1';

  test('says why it cannot be reached, without showing the password', async () => {
    const report = await examine({REDIS_URL}, {cpu}, undefined, true);
    expect(report.problems).toEqual([
      expect.stringMatching(/^REDIS_URL: Redis cannot be reached: .*ECONNREFUSED/),
    ]);
    expect(describeReport(report)).not.toContain('open-sesame');
  });

  test('reports a server that accepts connections but never answers', async () => {
    const silent = createTcpServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const {port} = silent.address() as AddressInfo;
    await expect(visitFleet({url: `redis://127.0.0.1:${port}`, prefix: 'x'}, 100)).rejects.toThrow(
      'no answer within 0.1 s',
    );
    silent.close();
  });

  test('reports a problem only once if both the bot and Redis have it', async () => {
    const env = {DISCORD_TOKEN: 'x', APPLICATION_ID: '1', REDIS_URL, DEVICE: 'abacus'};
    const {problems} = await examine(env, {cpu});
    expect(problems.filter((problem) => problem.includes('got "abacus"'))).toHaveLength(1);
  });

  test('does not happen unless asked for', async () => {
    const report = await examine({REDIS_URL}, {cpu});
    expect(report).toMatchObject({redis: {configured: true}, problems: []});
    expect(describeReport(report)).toMatch(/Redis +REDIS_URL is set/);
    expect((await examine({}, {cpu})).redis).toEqual({configured: false});
  });

  test('reports an address that is not a Redis URL', async () => {
    const {problems} = await examine({REDIS_URL: 'http://example.org'}, {cpu});
    expect(problems.join()).toContain('REDIS_URL: expected a redis:// or rediss:// URL');
  });
});

describe('npm run doctor', () => {
  afterEach(() => {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  });
  const print = async (args: string[], report: Report): Promise<string> => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await doctor(args, {}, async () => report);
    return written.mock.calls.join('');
  };

  test('exits with 0 and prints a table if all is well', async () => {
    const text = await print([], await examine({}, {cuda: fast, webgpu: slow, cpu}));
    expect(text).toMatch(/✓ cuda +2e-6 3e-5 {2}0\.010 s at 512 px/);
    expect(text).toMatch(/– webgpu .*4\.0 s at 128 px \(CPU 0\.20 s at 512 px\)/);
    expect(text).toContain('Ready to paint.');
    expect(process.exitCode).toBeUndefined();
  });

  test('exits with 1 if there is a problem', async () => {
    const text = await print([], await examine({DEVICE: 'dml'}, {cpu}));
    expect(text).toMatch(/Problems\n {2}device dml cannot be used[\s\S]*Not ready to paint\./);
    expect(process.exitCode).toBe(1);
  });

  test('prints the same findings as JSON', async () => {
    const report = await examine({}, {cpu});
    expect(JSON.parse(await print(['--json'], report))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(describeReport(report)).toContain('Devices');
  });

  test('refuses an option it does not know', async () => {
    await expect(doctor(['--fast'], {})).rejects.toThrow(UsageError);
  });
});

test.each([
  ['20.19.0', '20.19', true],
  ['20.20.2', '20.19', true],
  ['22.1.0', '20.19', true],
  ['20.9.0', '20.19', false],
  ['18.20.1', '20.19', false],
])('Node %s is at least %s: %s', (version, required, expected) => {
  expect(isAtLeast(version, required)).toBe(expected);
});
