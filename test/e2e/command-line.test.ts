/** The command line and the demo as a newcomer would type them, with real processes, exit codes and files. */
import {spawn} from 'node:child_process';
import {chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import sharp from 'sharp';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {serializeEncoder} from '../../src/nst/encoders/encoder-file.ts';
import {realWeights, tinyEncoder} from '../fixtures/weights.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const photo = join(root, 'assets/photos/bridge.jpg');
let folder: string;
let weights: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
  weights = join(folder, 'tiny.safetensors');
  await writeFile(weights, serializeEncoder(tinyEncoder()));
});
afterAll(() => rm(folder, {recursive: true}));

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(
  script: string,
  args: string[],
  env: Record<string, string> = {},
  cwd = root,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script, '--', ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DATA_DIR: join(folder, 'data'),
        ATELIER_WEIGHTS: weights,
        WEIGHTS: 'vgg19',
        ...env,
      },
    });
    const output = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk) => (output[name] += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({code, ...output, stderr: output.stderr.replace(/^npm warn .*\n/gm, '')}),
    );
  });
}

test('stylize writes the picture, the frames and the figures', async () => {
  const [out, frames, json] = ['out.png', 'frames', 'run.json'].map((name) => join(folder, name));
  const {code, stdout, stderr} = await run('stylize', [
    photo,
    '--weights',
    weights,
    '--style',
    'kandinsky',
    '-o',
    out!,
    '--size',
    '192',
    '--quality',
    'draft',
    '--seed',
    '4',
    '--frames',
    frames!,
    '--json',
    json!,
  ]);
  expect(stderr).toMatch(/painting 100% {2}step 75\/75/);
  expect({code, stdout}).toEqual({
    code: 0,
    stdout: expect.stringContaining(`${out}: 192 × 140, tiny-random on cpu`),
  });
  expect(await sharp(out).metadata()).toMatchObject({format: 'png', width: 192, height: 140});
  const figures = JSON.parse(await readFile(json!, 'utf8')) as Record<string, unknown>;
  expect(figures).toMatchObject({
    evaluations: 75,
    width: 192,
    height: 140,
    device: 'cpu',
    encoder: 'tiny-random',
    pixelIterations: 50 * 128 * 96 + 25 * 192 * 140,
  });
  for (const name of ['seconds', 'secondsPerEvaluation', 'loss', 'peakRssMb'])
    expect(figures[name]).toBeGreaterThan(0);
  expect(Object.keys(figures.terms as object)).toContain('style:block5_conv1');
  for (const name of await readdir(frames!)) expect(name).toMatch(/^frame-\d{4}\.jpg$/);
});

test('stylize accepts a style image and another format, and picks a default name for the picture', async () => {
  const style = join(root, 'assets/styles/great-wave.webp');
  const out = join(folder, 'out.jpg');
  expect(
    await run('stylize', [
      photo,
      '--style',
      style,
      '-o',
      out,
      '--size',
      '128',
      '--quality',
      'draft',
      '--colors',
      'keep',
    ]),
  ).toMatchObject({code: 0});
  expect(await sharp(out).metadata()).toMatchObject({format: 'jpeg', width: 128});
});

test('a sticker stays a sticker, unless a background is asked for', async () => {
  const [sticker, out, filled] = ['sticker.png', 'painted.png', 'filled.png'].map((name) =>
    join(folder, name),
  );
  const clear = {r: 0, g: 0, b: 0, alpha: 0};
  const body = await sharp({create: {width: 80, height: 80, channels: 4, background: '#ffcc00'}})
    .png()
    .toBuffer();
  await sharp({create: {width: 160, height: 160, channels: 4, background: clear}})
    .composite([{input: body}])
    .png()
    .toFile(sticker!);
  const quick = ['--style', 'kandinsky', '--size', '128', '--quality', 'draft'];
  expect(await run('stylize', [sticker!, ...quick, '-o', out!])).toMatchObject({code: 0});
  const {data, info} = await sharp(out).ensureAlpha().raw().toBuffer({resolveWithObject: true});
  const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
  expect([alphaAt(10, 10), alphaAt(64, 64), alphaAt(118, 118)]).toEqual([0, 255, 0]);
  const args = [sticker!, ...quick, '-o', filled!, '--background', '#123456'];
  expect(await run('stylize', args)).toMatchObject({code: 0});
  expect((await sharp(filled).stats()).isOpaque).toBe(true);
});

describe('bad input gives one line on standard error and no stack trace', () => {
  test.each<[string, string[], number, RegExp]>([
    ['an unknown option', [photo, '--style', 'kandinsky', '--siz', '9'], 2, /Unknown option '--siz'/],
    ['an unknown style', [photo, '--style', 'kandinski'], 2, /did you mean kandinsky/],
    [
      'a photo that is not an image',
      ['package.json', '--style', 'kandinsky'],
      1,
      /not a picture we can read/,
    ],
    [
      'an output that cannot be written, before anything is painted',
      [photo, '--style', 'kandinsky', '-o', 'package.json/out.png'],
      2,
      /output: package\.json\/out\.png cannot be written \(a part of the path is a file\)/,
    ],
  ])('%s', async (_, args, expected, words) => {
    const {code, stdout, stderr} = await run('stylize', args);
    expect({code, stdout}).toEqual({code: expected, stdout: ''});
    expect(stderr).toMatch(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test.skipIf(!realWeights)(
  'the demo paints with real weights, shows frames, and paints again after ➕',
  async () => {
    const out = join(folder, 'demo-out');
    const {code, stdout, stderr} = await run(
      'demo',
      ['--size', '160', '--quality', 'draft', '--retry', '--out', out],
      {ATELIER_WEIGHTS: realWeights!},
    );
    expect(stderr).toMatch(/painting +\d+%/);
    expect(stdout).toMatch(/strength 1 · .*\n160 × 116 · .* vgg19 on cpu/);
    expect(stdout).toMatch(/➕ strength: 1 → 3 .*\n-# 160 × 116 · /);
    expect(code).toBe(0);
    const files = await readdir(out);
    expect(files).toEqual(
      expect.arrayContaining(['picture.png', 'retry.png', 'picture-frame-001.jpg', 'bot.log']),
    );
    expect(await sharp(join(out, 'picture.png')).metadata()).toMatchObject({width: 160, height: 116});
  },
  600_000,
);

test('without any weights the demo paints at once with the bundled encoder', async () => {
  const out = join(folder, 'demo-bundled');
  const {code, stdout} = await run('demo', ['--size', '192', '--out', out], {
    ATELIER_WEIGHTS: '',
    WEIGHTS: 'bundled',
  });
  expect(stdout).toMatch(/\n192 × 140 · .* atelier-compact on cpu/);
  expect(code).toBe(0);
  expect(await sharp(join(out, 'picture.png')).metadata()).toMatchObject({width: 192, height: 140});
});

test('the demo runs in a folder with odd characters in its path where nothing can be written', async () => {
  const copy = join(folder, 'C# 100%25 & more', 'atelier');
  await mkdir(copy, {recursive: true});
  for (const name of ['src', 'sandbox', 'package.json', 'tsconfig.json'])
    await cp(join(root, name), join(copy, name), {recursive: true});
  for (const name of ['assets', 'node_modules'])
    await symlink(join(root, name), join(copy, name), 'junction');
  // Permissions do not stop root, so files stand where the folders would be made.
  for (const name of ['demo-out', 'data']) await writeFile(join(copy, name), '');
  await chmod(copy, 0o555);
  const before = await readdir(copy);
  const {code, stdout, stderr} = await run(
    'demo',
    ['--size', '128', '--quality', 'draft'],
    {ATELIER_WEIGHTS: '', WEIGHTS: 'bundled', DATA_DIR: '', TMPDIR: folder},
    copy,
  );
  expect({code, stderr: code === 0 ? '' : stderr}).toEqual({code: 0, stderr: ''});
  const [, picture = ''] = /frames and (.*)$/m.exec(stdout) ?? [];
  expect(picture).toContain(join(folder, 'atelier-demo-'));
  expect(await sharp(picture).metadata()).toMatchObject({width: 128});
  expect(await readdir(copy)).toEqual(before);
  await chmod(copy, 0o755);
});

test('the demo passes on the bot’s answer to an unknown style', async () => {
  const {code, stderr} = await run('demo', ['--style', 'kandinski', '--out', join(folder, 'demo-unknown')]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^demo: No “kandinski”\. Closest first:\n1\u00A0Composition VIII\u00A0· /m);
});

test('the demo fails and says so if the weights file does not exist', async () => {
  const missing = join(folder, 'missing.h5');
  const {code, stderr} = await run('demo', ['--out', join(folder, 'demo-none')], {ATELIER_WEIGHTS: missing});
  expect(code).toBe(1);
  expect(stderr).toContain(`there is no file ${missing}`);
});
