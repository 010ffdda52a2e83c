/**
 * The bot's database, `jobs.db` in the data folder: jobs and everything else that must survive a restart. Each table
 * has its own module, which takes the open database. All migrations are in one list.
 */
import {chmodSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import Database from 'libsql';
import {makeDataFolder} from '../../system/data-folder.ts';
import {withStorageFaults} from '../../system/storage-fault.ts';
import {withCheckedBindings} from './checked-bindings.ts';
import {migrate} from './migrations.ts';
import {requireSound} from './sound-file.ts';

const ownerOnly = 0o600;

/**
 * Opens or creates the database and brings it up to date. The caller closes it.
 * @throws AppError `BAD_CONFIG` when a newer version has written it, `STORAGE` when it is damaged or out of reach.
 */
export function openDatabase(dataDir: string): Database.Database {
  makeDataFolder(dataDir);
  const file = join(dataDir, 'jobs.db');
  return withStorageFaults(file, () => openFile(file));
}

function openFile(file: string): Database.Database {
  const database = withCheckedBindings(new Database(file));
  chmodSync(file, ownerOnly);
  database.pragma('journal_mode = WAL');
  // People may read the file with their own tools while the bot writes.
  database.pragma('busy_timeout = 5000');
  // A commit survives a crash of the process without waiting for the disk, which would stop the event loop for
  // milliseconds each time. Data that must survive a power failure is flushed with `flushDatabase`.
  database.pragma('synchronous = NORMAL');
  // Overwrites erased tokens in the file.
  database.pragma('secure_delete = ON');
  try {
    requireSound(database);
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/**
 * Resolves when everything committed so far is on the disk. SQLite's locks are on other files than the log, so opening
 * and closing the log here releases none of them (https://www.sqlite.org/walformat.html).
 */
export async function flushDatabase(dataDir: string): Promise<void> {
  const log = await open(join(dataDir, 'jobs.db-wal'), 'r+');
  try {
    await log.datasync();
  } finally {
    await log.close();
  }
}
