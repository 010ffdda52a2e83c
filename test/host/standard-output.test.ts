import {spawn} from 'node:child_process';
import {closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createLogger} from '../../src/host/logger.ts';
import {linesTo} from '../../src/host/standard-output.ts';

let folder: string;
let descriptor: number | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-output-'));
});
afterEach(() => {
  if (descriptor !== undefined) closeSync(descriptor);
  descriptor = undefined;
  rmSync(folder, {recursive: true});
});

const logTo = (path: string) => {
  descriptor = openSync(path, 'w');
  return createLogger({level: 'info', secrets: []}, linesTo(descriptor));
};

test('every line of the log is in the file when the call returns', () => {
  const file = join(folder, 'log');
  const log = logTo(file);
  log.info({much: 'ö'.repeat(100_000)}, 'long');
  log.fatal('last');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['long', 'last']);
});

describe.skipIf(!existsSync('/dev/full'))('a full disk under the log', () => {
  test.each(['info', 'error', 'fatal'] as const)('costs a line of level %s and nothing else', (level) => {
    const log = logTo('/dev/full');
    expect(() => log[level]('lost')).not.toThrow();
  });
});

describe.skipIf(process.platform === 'win32')('a pipe that does not block', () => {
  test('gets every byte, although its reader takes its time', async () => {
    const reader = spawn('sh', ['-c', 'sleep 0.2; wc -c'], {stdio: ['pipe', 'pipe', 'inherit']});
    // Node's end of a pipe to a child never blocks: writing to a full one fails with EAGAIN.
    const {fd} = (reader.stdin as unknown as {_handle: {fd: number}})._handle;
    linesTo(fd).write('x'.repeat(2 ** 21));
    reader.stdin.end();
    let size = '';
    for await (const chunk of reader.stdout) size += chunk;
    expect(Number(size)).toBe(2 ** 21);
  });
});
