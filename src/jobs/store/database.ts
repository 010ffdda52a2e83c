/**
 * The bot's database, `jobs.db` in the data folder: jobs, and whatever else must survive a restart. Each table has a
 * module of its own that takes the open database; all their migrations are in one list.
 */
import {chmodSync, mkdirSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import Database from 'libsql';
import {migrate} from './migrations.ts';

const ownerOnly = 0o600;

/**
 * Opens or creates the database and brings it up to date. The caller closes it.
 * @throws AppError `BAD_CONFIG` when a newer version has written it.
 */
export function openDatabase(dataDir: string): Database.Database {
  mkdirSync(dataDir, {recursive: true});
  const file = join(dataDir, 'jobs.db');
  const database = new Database(file);
  chmodSync(file, ownerOnly);
  database.pragma('journal_mode = WAL');
  // Somebody may look into the file with a tool of their own while the bot writes.
  database.pragma('busy_timeout = 5000');
  // A commit survives the death of the process without waiting for the disk, which would stop the event loop for
  // milliseconds each time. What must survive a loss of power is flushed by whoever writes it: see `flushDatabase`.
  database.pragma('synchronous = NORMAL');
  // An erased token is overwritten, not just forgotten.
  database.pragma('secure_delete = ON');
  try {
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/**
 * Resolves when everything committed so far is on the disk. SQLite's own locks are on other files than the log, so
 * opening and closing it here takes none of them away (https://www.sqlite.org/walformat.html).
 */
export async function flushDatabase(dataDir: string): Promise<void> {
  const log = await open(join(dataDir, 'jobs.db-wal'), 'r+');
  try {
    await log.datasync();
  } finally {
    await log.close();
  }
}
