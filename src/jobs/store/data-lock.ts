/**
 * One bot and one worker per data folder. The lock is the operating system's, held through SQLite on a file of its own.
 * It ends with the process that holds it, however that ends, so no lock is ever stale. It also works between containers
 * that share the folder. A note beside it names the holder for the error message.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import Database from 'libsql';
import {AppError} from '../../errors.ts';
import {makeDataFolder} from '../../system/data-folder.ts';
import {withStorageFaults} from '../../system/storage-fault.ts';

/**
 * Takes the data folder for this process; the returned function gives it back. A bot and a worker may share one.
 * @throws AppError `BAD_CONFIG` that names the process which has it, or `STORAGE`
 */
export function lockDataDir(dataDir: string, role: 'bot' | 'worker' = 'bot'): () => void {
  makeDataFolder(dataDir);
  const name = role === 'bot' ? 'lock' : `${role}-lock`;
  const file = join(dataDir, `${name}.db`);
  const noteFile = join(dataDir, `${name}.txt`);
  const database = withStorageFaults(file, () => new Database(file));
  try {
    database.pragma('busy_timeout = 0');
    withStorageFaults(file, () => database.exec('BEGIN EXCLUSIVE'));
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw cause;
    const message = `DATA_DIR: expected a folder no other ${role} uses, but ${dataDir} is in use by ${readNote(noteFile)}.`;
    throw new AppError('BAD_CONFIG', message, {cause});
  }
  withStorageFaults(noteFile, () => writeFileSync(noteFile, `process ${process.pid} on ${hostname()}\n`));
  return () => {
    // libsql 0.5 closes the file, and with it the lock, only when nothing is under way.
    database.exec('ROLLBACK');
    database.close();
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}

function readNote(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'another process';
  }
}
