/** The tables of the job store, one step per version; a step that has shipped is never edited. */
import type Database from 'libsql';
import {z} from 'zod';
import {AppError} from '../errors.ts';

const steps = [
  `CREATE TABLE jobs (
    id          TEXT PRIMARY KEY,
    parent_id   TEXT,
    owner       TEXT NOT NULL,
    status      TEXT NOT NULL,
    settings    TEXT NOT NULL,
    style_id    TEXT NOT NULL,
    style_title TEXT NOT NULL,
    reply_key   TEXT,
    created_at  TEXT NOT NULL,
    finished_at TEXT,
    result      TEXT,
    failure     TEXT
  ) STRICT;
  CREATE INDEX jobs_by_reply_key ON jobs (reply_key);
  CREATE INDEX jobs_by_status ON jobs (status);`,
];

/**
 * Brings the database to the newest version, each step in a transaction of its own.
 * @throws AppError `BAD_CONFIG` when a newer version of this program has written it.
 */
export function migrate(database: Database.Database): void {
  const [row] = z.array(z.object({user_version: z.number()})).parse(database.pragma('user_version'));
  const version = row?.user_version ?? 0;
  if (version > steps.length) {
    throw new AppError(
      'BAD_CONFIG',
      `The job database has version ${version}, this program knows versions up to ${steps.length}: it was written by a newer one.`,
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
