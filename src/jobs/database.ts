/**
 * The bot's database, `jobs.db` in the data folder: jobs, and whatever else must survive a restart. Each table has a
 * module of its own that takes the open database; all their migrations are in one list.
 */
import {chmodSync, mkdirSync} from 'node:fs';
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
