import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {requireWritable, requireWritableFolder} from '../../../src/cli/stylize/require-writable.ts';
import {UsageError} from '../../../src/cli/usage-error.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-writable-'));
  writeFileSync(join(folder, 'file'), 'as it was');
  mkdirSync(join(folder, 'folder.png'));
});
afterAll(() => rmSync(folder, {recursive: true}));

test('a file that can be written is not left behind, and its folder is made', async () => {
  const path = join(folder, 'new', 'deep', 'out.png');
  await requireWritable('output', path);
  expect(existsSync(join(folder, 'new', 'deep'))).toBe(true);
  expect(existsSync(path)).toBe(false);
});

test('a file that exists stays as it is', async () => {
  await requireWritable('output', join(folder, 'file'));
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('as it was');
});

test.each([
  ['is a folder', 'folder.png', /output: .*folder\.png cannot be written \(it is a folder\)/],
  ['lies under a file', 'file/out.png', /a part of the path is a file/],
  ['has a name that is too long', `${'x'.repeat(300)}.png`, /the name is too long/],
  ['lies where nobody can write', '/proc/out.png', /\/proc\/out\.png cannot be written/],
])('an output that %s is a usage error with the reason', async (_, name, reason) => {
  const refused = requireWritable('output', name.startsWith('/') ? name : join(folder, name));
  await expect(refused).rejects.toBeInstanceOf(UsageError);
  await expect(refused).rejects.toThrow(reason);
});

test('a folder for frames that is a file is a usage error too', async () => {
  await expect(requireWritableFolder('frames', join(folder, 'file'))).rejects.toThrow(
    /frames: .* cannot be written/,
  );
});
