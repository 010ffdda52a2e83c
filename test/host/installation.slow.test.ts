/** The real programs in a copy of this installation whose libraries with native code are broken in one way. */
import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';

vi.setConfig({testTimeout: 120_000});

const repository = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(repository, 'node_modules');
const binding = `bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`;

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'atelier-broken-'));
});
afterEach(() => rmSync(copy, {recursive: true, force: true}));

/** Copies the sources and `own` packages, and links the other packages, except those that are `missing`. */
function install(own: readonly string[], missing: readonly string[] = []): void {
  for (const name of ['src', 'assets/models', 'assets/styles', 'package.json']) {
    cpSync(join(repository, name), join(copy, name), {recursive: true});
  }
  const target = join(copy, 'node_modules');
  mkdirSync(target);
  for (const entry of readdirSync(modules)) {
    const names = entry.startsWith('@')
      ? readdirSync(join(modules, entry)).map((name) => `${entry}/${name}`)
      : [entry];
    for (const name of names) {
      if (missing.includes(name)) continue;
      mkdirSync(dirname(join(target, name)), {recursive: true});
      if (own.includes(name)) cpSync(join(modules, name), join(target, name), {recursive: true});
      else symlinkSync(join(modules, name), join(target, name));
    }
  }
}

function run(...args: string[]): Promise<{code: number | null; output: string}> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: copy,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: join(copy, 'data'),
      DISCORD_TOKEN: 'x',
      APPLICATION_ID: '1',
      DEVICE: 'cpu',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({code, output})));
}

const broken = {
  libsql: () =>
    install(
      ['libsql', '@neon-rs/load'],
      readdirSync(join(modules, '@libsql')).map((name) => `@libsql/${name}`),
    ),
  sharp: () =>
    install(
      ['sharp'],
      readdirSync(join(modules, '@img'))
        .filter((name) => name !== 'colour')
        .map((name) => `@img/${name}`),
    ),
};

test.each(Object.entries(broken))(
  'without the binary of %s, the bot names it with the remedy and ends',
  async (name, breakIt) => {
    breakIt();
    const {code, output} = await run('src/main.ts');
    expect(code).toBe(78);
    expect(JSON.parse(output).msg).toMatch(new RegExp(`^${name}, which .* cannot be loaded on .*npm ci`));
  },
);

test('with a damaged ONNX Runtime, doctor names it with the remedy, and so does stylize', async () => {
  install(['onnxruntime-node']);
  writeFileSync(join(copy, 'node_modules/onnxruntime-node', binding), 'quarantined');
  const {code, output} = await run('src/cli.ts', 'doctor');
  expect(code).toBe(1);
  expect(output).toMatch(/Problems\n.*onnxruntime-node, which paints, cannot be loaded on .*npm ci here/);
  const stylize = await run('src/cli.ts', 'stylize', 'photo.jpg', '--style', 'kandinsky');
  expect(stylize.output).toMatch(/^atelier: onnxruntime-node, which paints, cannot be loaded/);
});
