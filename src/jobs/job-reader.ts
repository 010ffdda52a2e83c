/**
 * Job records by their state, for the start of the bot and for onlookers. One row that cannot be read, such as one
 * damaged or written by a version long gone, costs that job only: it is left out and reported.
 */
import {join} from 'node:path';
import Database from 'libsql';
import type {JobRecord, JobStatus} from './job.ts';
import {columns, fromRow} from './job-rows.ts';

export interface JobReader {
  /** Jobs in this state, oldest first; with `newest`, only the last so many of them. */
  list(filter: {status: JobStatus; newest?: number}): JobRecord[];
}

interface RowReader extends JobReader {
  /** The records of these rows, without the unreadable ones. */
  read(rows: readonly unknown[]): JobRecord[];
}

export type OnUnreadable = (error: Error) => void;

export const warnOfUnreadable: OnUnreadable = (error) => process.emitWarning(error);

export function createJobReader(database: Database.Database, onUnreadable: OnUnreadable): RowReader {
  const byStatus = database.prepare(
    `SELECT ${columns.join(', ')} FROM jobs WHERE status = ? ORDER BY created_at DESC, rowid DESC LIMIT ?`,
  );

  function readOne(row: unknown): JobRecord[] {
    try {
      return [fromRow(row)];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      onUnreadable(error);
      return [];
    }
  }

  const read = (rows: readonly unknown[]) => rows.flatMap(readOne);
  return {
    read,
    list: ({status, newest = -1}) => read(byStatus.all(status, newest).reverse()),
  };
}

/** Looks on while another process has the store open: nothing is migrated, tidied or written. */
export function openJobReader(dataDir: string): JobReader & {close(): void} {
  const database = new Database(join(dataDir, 'jobs.db'));
  // libsql 0.5 takes no notice of its `readonly` option.
  database.pragma('query_only = ON');
  return {
    ...createJobReader(database, warnOfUnreadable),
    close() {
      database.close();
    },
  };
}
