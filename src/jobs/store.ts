/**
 * What is remembered of jobs across restarts: records in SQLite, the two input images of each as files. A record
 * is written after its files, so every job found has its images. One process at a time opens a data folder.
 */
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'libsql';
import {AppError} from '../errors.ts';
import type {JobRecord, JobStore} from './job.ts';
import {openJobFiles} from './job-files.ts';
import {createJobReader, type JobReader, type OnUnreadable, warnOfUnreadable} from './job-reader.ts';
import {columns, fromRow, toRow} from './job-rows.ts';
import {migrate} from './migrations.ts';

/** The store as start-up sees it, which finds what earlier processes left; commands need only `JobStore`. */
export type PersistentJobStore = JobStore & JobReader;

/**
 * Opens or creates the store in `dataDir`; `onUnreadable` hears of rows that lists leave out.
 * @throws AppError `BAD_CONFIG` when a newer version has written it.
 */
export function openJobStore(
  dataDir: string,
  onUnreadable: OnUnreadable = warnOfUnreadable,
): PersistentJobStore {
  mkdirSync(dataDir, {recursive: true});
  const files = openJobFiles(dataDir);
  const database = new Database(join(dataDir, 'jobs.db'));
  database.pragma('journal_mode = WAL');
  migrate(database);

  const names = columns.join(', ');
  const insert = database.prepare(
    `INSERT INTO jobs (${names}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`,
  );
  const replace = database.prepare(
    `UPDATE jobs SET ${columns.map((name) => `${name} = :${name}`).join(', ')} WHERE id = :id`,
  );
  const remove = database.prepare('DELETE FROM jobs WHERE id = ?');
  const byId = database.prepare(`SELECT ${names} FROM jobs WHERE id = ?`);
  const byReplyKey = database.prepare(
    `SELECT ${names} FROM jobs WHERE reply_key = ? ORDER BY created_at DESC, rowid DESC LIMIT 1`,
  );

  function get(id: string): JobRecord | undefined {
    const row = byId.get(id);
    return row === undefined ? undefined : fromRow(row);
  }

  return {
    ...createJobReader(database, onUnreadable),
    async add(job, inputs) {
      if (get(job.id)) throw new Error(`Expected a new job id, received ${job.id}, which is in use.`);
      await files.write(job.id, inputs);
      try {
        insert.run(toRow(job));
      } catch (error) {
        await files.remove(job.id);
        throw error;
      }
    },
    get,
    findByReplyKey(key) {
      const row = byReplyKey.get(key);
      return row === undefined ? undefined : fromRow(row);
    },
    update(id, change) {
      const job = get(id);
      if (!job) throw new AppError('UNKNOWN_JOB', `Job ${id} is no longer stored.`);
      replace.run(toRow({...job, ...change}));
    },
    readInputs: (id) => files.read(id),
    async delete(id) {
      remove.run(id);
      await files.remove(id);
    },
    close() {
      database.close();
    },
  };
}
