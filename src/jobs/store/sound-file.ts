/** Finds a damaged SQLite file before a row that nobody can read does. */
import Database from 'libsql';
import {withStorageFaults} from '../../system/storage-fault.ts';

/** Takes milliseconds per thousand jobs. @throws an error with SQLite's code when something is damaged */
export function requireSound(database: Database.Database): void {
  const [row] = database.prepare('PRAGMA quick_check(1)').all() as {quick_check: string}[];
  if (row?.quick_check === 'ok') return;
  throw Object.assign(new Error(row?.quick_check ?? 'the check gave no answer'), {code: 'SQLITE_CORRUPT'});
}

/** Checks a file that another process may be using; changes nothing. @throws AppError `STORAGE` */
export function requireSoundFile(file: string): void {
  withStorageFaults(file, () => {
    const database = new Database(file, {readonly: true});
    try {
      requireSound(database);
    } catch (error) {
      // A lock is held by the running bot, so its file is as it should be.
      if ((error as NodeJS.ErrnoException).code !== 'SQLITE_BUSY') throw error;
    } finally {
      database.close();
    }
  });
}
