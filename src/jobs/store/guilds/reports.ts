/** Who has reported which picture, so that each person's report is passed on once. */
import type Database from 'libsql';

export interface Report {
  jobId: string;
  reporter: string;
}

export interface Reports {
  /** False if this person has reported this picture before. */
  add(report: Report, now: Date): boolean;
  /** The report could not be passed on. */
  takeBack(report: Report): void;
  /** Deletes what one person has reported. */
  forget(reporter: string): void;
  dropOld(before: Date): void;
}

export function openReports(database: Database.Database): Reports {
  const insert = database.prepare('INSERT OR IGNORE INTO reports (job_id, reporter, at) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM reports WHERE job_id = ? AND reporter = ?');
  const removeOf = database.prepare('DELETE FROM reports WHERE reporter = ?');
  const removeOld = database.prepare('DELETE FROM reports WHERE at < ?');
  return {
    add: ({jobId, reporter}, now) => insert.run(jobId, reporter, now.toISOString()).changes > 0,
    takeBack({jobId, reporter}) {
      remove.run(jobId, reporter);
    },
    forget(reporter) {
      removeOf.run(reporter);
    },
    dropOld(before) {
      removeOld.run(before.toISOString());
    },
  };
}
