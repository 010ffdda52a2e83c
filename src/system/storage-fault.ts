/**
 * Recognises the ways in which a disk or a folder lets the product down, whoever says so: the operating system by its
 * code, SQLite by its own. Each becomes an `AppError` that names the file and the remedy.
 */
import {accessSync, constants, existsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import type {ErrorDetail} from '../error-details.ts';
import {AppError} from '../errors.ts';

type Fault = Extract<ErrorDetail['reason'], `disk${string}`>;

const faultOfCode: Readonly<Record<string, Fault>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  SQLITE_FULL: 'diskFull',
  EROFS: 'diskReadOnly',
  EACCES: 'diskForbidden',
  EPERM: 'diskForbidden',
  ENOTDIR: 'diskForbidden',
  EISDIR: 'diskForbidden',
  EEXIST: 'diskForbidden',
  SQLITE_CANTOPEN: 'diskForbidden',
  SQLITE_PERM: 'diskForbidden',
  EIO: 'diskBroken',
  SQLITE_IOERR: 'diskBroken',
  SQLITE_CORRUPT: 'diskBroken',
  SQLITE_NOTADB: 'diskBroken',
};

/** Of these, an error with one of the codes above says nothing about the disk. */
const otherCalls = /^(?:connect|bind|listen|getaddrinfo|spawn.*|kill|watch|accept|read tcp|dlopen)$/;

/** How libsql says that SQLite could not open a file. */
const cannotOpen = /Unable to open connection to local database .*: 14\b/;

/**
 * The error as an `AppError` `STORAGE` if it is about the disk, otherwise as it came.
 * @param file what was being read or written, unless the error itself says so
 */
export function asStorageFault(error: unknown, file = 'the data folder'): unknown {
  const path = pathIn(error) ?? file;
  const fault = faultIn(error, path);
  if (!fault) return error;
  const message = describe(fault, path, error as Error);
  return new AppError('STORAGE', message, {cause: error, detail: {reason: fault}});
}

/** Runs something that uses `file`; a fault of the disk is thrown as `asStorageFault` says. */
export function withStorageFaults<Result>(file: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw asStorageFault(error, file);
  }
}

function faultIn(error: unknown, path: string): Fault | undefined {
  if (!(error instanceof Error) || error instanceof AppError) return undefined;
  if (cannotOpen.test(error.message)) return 'diskForbidden';
  const {code, syscall} = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || (syscall !== undefined && otherCalls.test(syscall))) return undefined;
  if (code.startsWith('SQLITE_READONLY')) return accessFault(path) ?? 'diskReadOnly';
  // SQLite refines its codes: SQLITE_IOERR_WRITE, SQLITE_CORRUPT_INDEX.
  return faultOfCode[code] ?? faultOfCode[code.split('_', 2).join('_')];
}

/** SQLite says "readonly" of a file that belongs to somebody else too. */
function accessFault(path: string): Fault | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return faultOfCode[String((error as NodeJS.ErrnoException).code)];
  }
}

function pathIn(error: unknown): string | undefined {
  const {path} = error as NodeJS.ErrnoException;
  return typeof path === 'string' ? path : undefined;
}

const elsewhere = 'or set DATA_DIR to another folder';

function describe(fault: Fault, path: string, {message}: Error): string {
  switch (fault) {
    case 'diskFull':
      return `The disk that holds ${path} is full: make room on it, ${elsewhere}.`;
    case 'diskReadOnly':
      return `${path} is on a read-only disk: mount it so that it can be written to, ${elsewhere}.`;
    case 'diskForbidden':
      return forbidden(path);
    case 'diskBroken':
      return `${path} is damaged or cannot be read (${message.replace(/\*\*\*.*\*\*\*|\s+/g, ' ').trim()}): ${remedyFor(path)}.`;
  }
}

function forbidden(path: string): string {
  const present = nearestPresent(path);
  const expected = present === path && /\.(?:db|txt)$/.test(path) ? 'file' : 'folder';
  const found = statSync(present).isDirectory() ? 'folder' : 'file';
  if (found !== expected)
    return `Expected a ${expected}, but ${present} is a ${found}: move it away, ${elsewhere}.`;
  const user = process.getuid ? `User ${process.getuid()}` : 'This user';
  return `${user} may not write to ${path}: change its owner or its permissions, ${elsewhere}.`;
}

function nearestPresent(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestPresent(dirname(path));
}

function remedyFor(path: string): string {
  if (path.endsWith('lock.db')) return 'delete it; it holds nothing';
  if (path.endsWith('.db'))
    return 'put a backup in its place, or move it away, which loses the jobs it remembers';
  return 'check the disk, and put a backup in its place';
}
