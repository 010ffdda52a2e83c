import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {explainError} from '../../src/bot/error-words.ts';
import {AppError} from '../../src/errors.ts';
import {lockDataDir} from '../../src/jobs/store/data-lock.ts';
import {openDatabase} from '../../src/jobs/store/database.ts';
import {asStorageFault} from '../../src/system/storage-fault.ts';

const silent = {debug() {}, info() {}, warn() {}, error() {}};
const systemError = (code: string, syscall = 'write') =>
  Object.assign(new Error(`${code}: something, ${syscall}`), {code, syscall});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-storage-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe('people read what is wrong with the disk, in their language', () => {
  test.each([
    ['ENOSPC', 'My disk is full', 'đã đầy'],
    ['EDQUOT', 'My disk is full', 'đã đầy'],
    ['SQLITE_FULL', 'My disk is full', 'đã đầy'],
    ['EROFS', 'My disk is read-only', 'chỉ cho đọc'],
    ['EACCES', 'not allowed to write', 'không được phép'],
    ['SQLITE_IOERR_WRITE', 'damaged', 'bị hỏng'],
    ['SQLITE_CORRUPT_INDEX', 'damaged', 'bị hỏng'],
  ])('%s', (code, english, vietnamese) => {
    expect(explainError(systemError(code), silent, 'en-GB')).toContain(english);
    expect(explainError(systemError(code), silent, 'vi')).toContain(vietnamese);
    expect(explainError(systemError(code), silent)).not.toMatch(/error id/);
  });

  test('what the system really says when a disk is full is recognised', () => {
    let failure: unknown;
    try {
      writeFileSync('/dev/full', 'x');
    } catch (error) {
      failure = error;
    }
    expect(explainError(failure, silent)).toContain('My disk is full');
  });
});

test.each([
  systemError('EACCES', 'connect'),
  systemError('EACCES', 'spawn /usr/bin/judge'),
  systemError('ENOSPC', 'watch'),
  systemError('ENOENT', 'open'),
  new TypeError('x is not a function'),
  new AppError('BAD_IMAGE', 'EACCES'),
])('%s is no fault of the disk', (error) => {
  expect(asStorageFault(error)).toBe(error);
});

describe('opening the data folder names the file and the remedy', () => {
  const openAll = (dataDir: string) => {
    lockDataDir(dataDir)();
    openDatabase(dataDir).close();
  };
  const failureOf = (dataDir: string): AppError => {
    try {
      openAll(dataDir);
    } catch (error) {
      return error as AppError;
    }
    throw new Error('expected a failure');
  };

  /** A database with nothing left in its log. */
  function database(): string {
    const file = join(folder, 'jobs.db');
    const open = openDatabase(folder);
    open.pragma('wal_checkpoint(TRUNCATE)');
    open.close();
    for (const end of ['-wal', '-shm']) rmSync(file + end, {force: true});
    return file;
  }

  test.each([
    ['is no database', (bytes: Buffer) => bytes.fill('garbage ')],
    ['has lost its end', (bytes: Buffer) => bytes.subarray(0, 8_000)],
    ['is damaged in the middle', (bytes: Buffer) => bytes.fill(0xab, 8_192, 20_000)],
    ['has a damaged schema', (bytes: Buffer) => bytes.fill(0xab, 100, 4_000)],
  ])('when jobs.db %s', (_, damage) => {
    const file = database();
    writeFileSync(file, damage(readFileSync(file)));
    const {code, message} = failureOf(folder);
    expect({code, message}).toEqual({
      code: 'STORAGE',
      message: expect.stringContaining(`${file} is damaged`),
    });
    expect(message).toContain('put a backup in its place');
    expect(message).not.toContain('\n');
  });

  test('when lock.db is damaged', () => {
    writeFileSync(join(folder, 'lock.db'), 'garbage '.repeat(1_000));
    expect(failureOf(folder).message).toMatch(/lock\.db is damaged .*: delete it; it holds nothing\.$/);
  });

  test.each(['jobs.db', 'lock.db'])('when %s is a folder', (name) => {
    mkdirSync(join(folder, name));
    expect(failureOf(folder).message).toContain(`Expected a file, but ${join(folder, name)} is a folder`);
  });

  test.each(['', '/data', '/deep/data'])('when DATA_DIR is a file%s', (below) => {
    const file = join(folder, 'taken');
    writeFileSync(file, '');
    expect(failureOf(file + below).message).toContain(`Expected a folder, but ${file} is a file`);
  });

  test.skipIf(process.platform !== 'linux')('when it is on a read-only disk', () => {
    // Not even root may make a folder there.
    expect(failureOf('/sys/atelier').message).toMatch(/read-only disk|may not write to \/sys/);
  });
});
