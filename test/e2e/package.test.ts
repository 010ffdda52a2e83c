/** The packed package in an empty folder, used as an operator uses it: `npx atelier …`. It runs JavaScript, not tsx. */
import {execFile, spawn} from 'node:child_process';
import {copyFile, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import sharp from 'sharp';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {BotProcess, startBot} from '../../sandbox/bot-process.ts';
import {type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {serializeEncoder} from '../../src/nst/encoders/encoder-file.ts';
import {type BuiltPackage, installPackage} from '../fixtures/built-package.ts';
import {jobsIn} from '../fixtures/jobs-in.ts';
import {hasRedis, startRedis} from '../fixtures/redis.ts';
import {tinyEncoder} from '../fixtures/weights.ts';
import {finished, patiently, photo, quick} from './harness.ts';

const heic = fileURLToPath(new URL('../fixtures/files/fields.heic', import.meta.url));

vi.setConfig({testTimeout: 300_000, hookTimeout: 300_000});

let folder: string;
let installed: BuiltPackage;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-package-'));
  installed = installPackage(folder);
  const weights = join(folder, 'tiny.safetensors');
  await writeFile(weights, serializeEncoder(tinyEncoder()));
  // Without TMPDIR: nothing that the package runs writes to it.
  env = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    TMPDIR: '/dev/null',
    DATA_DIR: join(folder, 'data'),
    WEIGHTS: 'vgg19',
    ATELIER_WEIGHTS: weights,
    DEVICE: 'cpu',
    COOLDOWN_SECONDS: '0',
  };
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** What `npx atelier` starts. */
const program = (): string => join(folder, 'node_modules/.bin/atelier');

interface Finished {
  code: number;
  output: string;
}

const run = (file: string, ...args: string[]): Promise<Finished> => runWith({}, file, ...args);

function runWith(more: Record<string, string>, file: string, ...args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(file, args, {cwd: folder, env: {...env, ...more}, timeout: 250_000}, (error, stdout, stderr) =>
      resolve({code: error ? Number(error.code) : 0, output: stdout + stderr}),
    );
  });
}

test('holds the program, its assets and its pages, and nothing that only the workshop needs', () => {
  const places = new Set(installed.files.map((path) => path.split('/', 1)[0]));
  for (const place of ['dist', 'assets', 'docs', 'LICENSE', 'README.md']) expect(places).toContain(place);
  expect(
    installed.files.filter((path) => /^(test|bench|sandbox|tools|src|assets\/photos)\b/.test(path)),
  ).toEqual([]);
  expect(installed.files.filter((path) => /\.(ts|tgz|env|db)$/.test(path))).toEqual([]);
  expect(installed.bytes).toBeLessThan(15e6);
});

test('without a command, it lists the commands as they are typed there', async () => {
  const {code, output} = await run('npx', '--offline', '--no', 'atelier');
  expect(code).toBe(2);
  for (const command of ['bot', 'worker', 'deploy', 'stylize', 'doctor', 'weights'])
    expect(output).toContain(`npx atelier ${command}`);
  expect(output).not.toContain('npm run');
  expect((await run(program(), '--help')).code).toBe(0);
  expect((await run(program(), '--version')).output).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('stylize paints a photo from a phone, whose format is decoded in a process of its own', async () => {
  await copyFile(heic, join(folder, 'phone.heic'));
  const out = join(folder, 'out.png');
  const {code, output} = await run(
    program(),
    ...['stylize', 'phone.heic', '--style', 'kandinsky', '--size', '128', '--quality', 'draft'],
    ...['--weights', 'vgg19', '-o', out],
  );
  expect({code, output}).toMatchObject({code: 0});
  const {width, height} = await sharp(out).metadata();
  expect(Math.max(width, height)).toBe(128);
});

test('doctor tries libraries and devices, each in a process of its own', async () => {
  const {output} = await run(program(), 'doctor');
  // A busy machine may take longer than the self-test has.
  expect(output).toMatch(/✓ cpu|cpu .* within \d+ s/);
  expect(output).not.toMatch(/cannot be loaded|crashes|Cannot find/);
  expect(output).not.toContain('npm run');
});

test.each([
  ['bot', 78],
  ['doctor', 1],
])(
  'MODERATION without its packages, which are not in ours: %s names them and how to install them',
  async (command, status) => {
    // Nothing listens there, so a bot that started would not stay.
    const discord = {DISCORD_TOKEN: 'token', APPLICATION_ID: '1', DISCORD_API_BASE: 'http://127.0.0.1:1/api'};
    const {code, output} = await runWith({MODERATION: 'refuse', ...discord}, program(), command);
    expect(output.split('\n').filter((line) => line.includes('MODERATION'))).toEqual([
      expect.stringContaining(
        "MODERATION: the classifier's packages are missing here (nsfwjs, @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm): npm install --ignore-scripts nsfwjs@4.3 @tensorflow/tfjs@4.22 @tensorflow/tfjs-backend-wasm@4.22",
      ),
    ]);
    expect(code).toBe(status);
  },
);

describe.skipIf(process.platform === 'win32')('on Discord', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const bot = (more: Record<string, string> = {}) =>
    startBot({
      sandbox,
      dataDir: folder,
      env: {...env, ...more},
      // `deploy` is appended to register the commands, and nothing to run the bot.
      program: ['sh', '-c', `exec '${program()}' "\${1:-bot}"`, 'atelier'],
    });
  const order = async () => {
    const {response} = await sandbox
      .user('mia')
      .slash('stylize', {image: await photo(), style: 'kandinsky', ...quick});
    return finished(await response);
  };

  test('deploy registers the commands, and bot paints a picture and makes its time-lapse', async () => {
    const running = await bot();
    try {
      const picture = await order();
      const [job] = jobsIn(env.DATA_DIR as string);
      const frames = join(env.DATA_DIR as string, 'jobs', job!.id, 'frames');
      await mkdir(frames, {recursive: true});
      const frame = await sharp(join(folder, 'out.png')).jpeg().toBuffer();
      for (const number of [0, 1]) await writeFile(join(frames, `00000${number}.jpg`), frame);
      const movie = await sandbox.user('mia').click(picture, {label: 'Time-lapse'}).response;
      await movie.waitFor(({attachments}) => attachments.length > 0, patiently);
      expect(sandbox.violations).toEqual([]);
    } finally {
      expect(await running.stop()).toBe(0);
    }
  });

  test.skipIf(!hasRedis)('worker paints for a bot elsewhere', async () => {
    const redis = await startRedis();
    const worker = new BotProcess(
      spawn(program(), ['worker'], {
        cwd: folder,
        env: {...env, REDIS_URL: redis.url},
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    const running = await bot({REDIS_URL: redis.url});
    try {
      await order();
      expect(worker.lines.map(({fields}) => fields.msg)).toContain('picture begun');
    } finally {
      await running.stop();
      await worker.stop();
      await redis.stop();
    }
  });
});
