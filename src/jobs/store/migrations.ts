/**
 * The tables of the database, one step per version. To add a table, append a step. Never edit a step that has shipped,
 * because existing databases have already run it.
 */
import type Database from 'libsql';
import {z} from 'zod';
import {AppError} from '../../errors.ts';

export const steps: readonly string[] = [
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

  // Blends of styles, and everything needed to continue a job after a restart. Ended jobs from before count as told.
  `ALTER TABLE jobs ADD COLUMN styles TEXT NOT NULL DEFAULT '[]';
  UPDATE jobs SET styles = json_array(json_object('id', style_id, 'title', style_title, 'weight', 1));
  ALTER TABLE jobs DROP COLUMN style_id;
  ALTER TABLE jobs DROP COLUMN style_title;
  ALTER TABLE jobs ADD COLUMN guild_id TEXT;
  ALTER TABLE jobs ADD COLUMN channel_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE jobs ADD COLUMN locale TEXT NOT NULL DEFAULT 'en-US';
  ALTER TABLE jobs ADD COLUMN spoiler INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN ephemeral INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN note TEXT;
  ALTER TABLE jobs ADD COLUMN reply TEXT;
  ALTER TABLE jobs ADD COLUMN token TEXT;
  ALTER TABLE jobs ADD COLUMN token_expires_at TEXT;
  ALTER TABLE jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN told_at TEXT;
  UPDATE jobs SET told_at = coalesce(finished_at, created_at) WHERE status NOT IN ('accepted', 'running');
  CREATE INDEX jobs_by_owner ON jobs (owner);
  CREATE INDEX jobs_by_token_expiry ON jobs (token_expires_at) WHERE token IS NOT NULL;`,

  // The message in the gallery that shows a kept picture.
  `ALTER TABLE jobs ADD COLUMN kept TEXT;`,

  // What the managers of guilds have decided, and who has asked for how many pictures.
  `CREATE TABLE guild_rules (guild_id TEXT PRIMARY KEY, rules TEXT NOT NULL) STRICT;
  CREATE TABLE charges (job_id TEXT PRIMARY KEY, owner TEXT NOT NULL, guild_id TEXT, at TEXT NOT NULL) STRICT;
  CREATE INDEX charges_by_owner ON charges (owner, at);`,

  // Each job as one piece of JSON, from which SQLite computes the columns that jobs are looked up by. The token has its
  // own column, because tokens erased inside the JSON could still be found in the file. Parts of old rows that are not
  // valid JSON become text, so that only this job cannot be read.
  `CREATE TABLE records (
    id               TEXT PRIMARY KEY,
    record           TEXT NOT NULL,
    token            TEXT,
    owner            TEXT NOT NULL AS (record ->> '$.owner') STORED,
    status           TEXT NOT NULL AS (record ->> '$.status') STORED,
    reply_key        TEXT AS (record ->> '$.replyKey') STORED,
    token_expires_at TEXT AS (token ->> '$.expiresAt') STORED,
    created_at       TEXT NOT NULL AS (record ->> '$.createdAt') STORED,
    finished_at      TEXT AS (record ->> '$.finishedAt') STORED,
    told_at          TEXT AS (record ->> '$.toldAt') STORED
  ) STRICT;
  INSERT INTO records (rowid, id, token, record) SELECT rowid, id,
    CASE WHEN token IS NOT NULL AND token_expires_at IS NOT NULL
      THEN json_object('value', token, 'expiresAt', token_expires_at) END,
    json_patch('{}', json_object(
    'id', id, 'parentId', parent_id, 'owner', owner, 'status', status, 'guildId', guild_id, 'channelId', channel_id,
    'locale', locale, 'spoiler', json(iif(spoiler, 'true', 'false')), 'ephemeral', json(iif(ephemeral, 'true', 'false')),
    'note', note, 'replyKey', reply_key, 'attempts', attempts, 'createdAt', created_at, 'finishedAt', finished_at,
    'toldAt', told_at, 'failure', failure)) FROM jobs;
  ${['settings', 'styles', 'reply', 'kept', 'result']
    .map(
      (name) => `UPDATE records
    SET record = json_set(record, '$.${name}', CASE WHEN json_valid(${name}) THEN json(${name}) ELSE ${name} END)
    FROM jobs WHERE jobs.id = records.id AND ${name} IS NOT NULL;`,
    )
    .join('\n')}
  DROP TABLE jobs;
  ALTER TABLE records RENAME TO jobs;
  CREATE INDEX jobs_by_reply_key ON jobs (reply_key);
  CREATE INDEX jobs_by_status ON jobs (status);
  CREATE INDEX jobs_by_owner ON jobs (owner);
  CREATE INDEX jobs_by_token_expiry ON jobs (token_expires_at) WHERE token_expires_at IS NOT NULL;`,

  // Whose pictures messages show: all that is left of a job whose record is gone, so that its owner can delete them.
  `CREATE TABLE traces (
    message_id TEXT PRIMARY KEY,
    job_id     TEXT NOT NULL,
    owner      TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    guild_id   TEXT,
    locale     TEXT NOT NULL
  ) STRICT;
  CREATE INDEX traces_by_job ON traces (job_id);
  CREATE INDEX traces_by_owner ON traces (owner);`,

  // What the bot's owners have decided from Discord: whom they block, and that nothing new is painted.
  `CREATE TABLE blocks (
    kind   TEXT NOT NULL,
    id     TEXT NOT NULL,
    by     TEXT NOT NULL,
    at     TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (kind, id)
  ) STRICT;
  CREATE TABLE pause (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    by       TEXT NOT NULL,
    at       TEXT NOT NULL,
    reason   TEXT
  ) STRICT;`,

  // Who has reported which picture, and since when the bot is no longer in a guild.
  `CREATE TABLE reports (
    job_id   TEXT NOT NULL,
    reporter TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (job_id, reporter)
  ) STRICT;
  CREATE INDEX reports_by_reporter ON reports (reporter);
  CREATE TABLE absent_guilds (guild_id TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT;`,

  // Which job a message rang the bell for. Records that were damaged on the disk have none.
  `CREATE INDEX jobs_by_bell ON jobs (CASE WHEN json_valid(record) THEN record ->> '$.bell.messageId' END);`,
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
      `A newer Atelier has written the database: its tables have version ${version}, this program knows versions up to ${steps.length}. Start the newer program again, or go back to the backup from before the upgrade (docs/upgrading.md).`,
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.transaction(() => database.exec(`${step} PRAGMA user_version = ${index + 1};`)).immediate();
  }
}
