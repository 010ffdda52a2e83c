import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readEnvironmentFile} from '../../src/host/environment-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-env-'));
  file = join(folder, '.env');
});
afterEach(() => rmSync(folder, {recursive: true}));

function read(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  readEnvironmentFile(env, file);
  return env;
}

test('adds what the environment lacks', () => {
  writeFileSync(file, 'A=file\nB="from the file"\n');
  expect(read({A: 'given'})).toEqual({A: 'given', B: 'from the file'});
});

test('may be missing', () => {
  expect(read()).toEqual({});
});

test('a byte order mark of UTF-8, as Notepad writes it, does no harm', () => {
  writeFileSync(file, '\ufeffA=1\n');
  expect(read()).toEqual({A: '1'});
});

const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();
test.each([
  ['as PowerShell writes it', Buffer.from('\ufeffDISCORD_TOKEN=secret\r\n', 'utf16le')],
  ['big-endian', swapped('\ufeffDISCORD_TOKEN=secret\r\n')],
  ['without a mark', Buffer.from('DISCORD_TOKEN=secret\r\n', 'utf16le')],
])('in UTF-16, %s, it is refused by name with the remedy, without showing what is in it', (_, bytes) => {
  writeFileSync(file, bytes);
  expect(() => read()).toThrow(/\.env is in UTF-16.*DISCORD_TOKEN.*save it as UTF-8/);
  expect(() => read()).not.toThrow(/secret/);
});

test('in rich text, as TextEdit writes it, it is refused with the remedy', () => {
  writeFileSync(file, '{\\rtf1\\ansi DISCORD_TOKEN=secret}');
  expect(() => read()).toThrow(/\.env is in rich text.*save it as plain text in UTF-8/);
  expect(() => read()).not.toThrow(/secret/);
});

test('is read from .env.txt, as Notepad names it, if there is no .env', () => {
  writeFileSync(`${file}.txt`, 'A=notepad\n');
  expect(read()).toEqual({A: 'notepad'});
  writeFileSync(file, 'A=file\n');
  expect(read()).toEqual({A: 'file'});
});

test('a folder in its place is named', () => {
  mkdirSync(file);
  expect(() => read()).toThrow(/\.env: expected a file with variables, but it is a folder/);
});
