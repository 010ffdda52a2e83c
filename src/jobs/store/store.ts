/**
 * Remembers jobs across restarts: records in SQLite, images as files. A record is written after its inputs, so every
 * job found has its images. Only one process at a time may open a data folder.
 */
import type Database from 'libsql';
import {z} from 'zod';
import {AppError} from '../../errors.ts';
import type {JobRecord, JobStatus, JobStore} from '../job.ts';
import {openTraces} from '../traces.ts';
import {flushDatabase, openDatabase} from './database.ts';
import {buttonsMs, createRoomMaker, type Room} from './disk/make-room.ts';
import {openFrameArchive, readFrames} from './frame-archive.ts';
import {openJobFiles} from './job-files.ts';
import {fromRow, toRow} from './job-rows.ts';

/** The store for start-up and housekeeping; commands need only `JobStore`. */
export interface PersistentJobStore extends JobStore {
  /** Jobs in this state, oldest first. `newest`: return only this many of the newest. */
  list(filter: {status: JobStatus; newest?: number}): JobRecord[];
  /** Jobs to continue after a restart: not ended, or ended but nobody was told. Oldest first. */
  listUnfinished(): JobRecord[];
  /** When each owner's last painting ended, ISO 8601. */
  lastTurns(): ReadonlyMap<string, string>;
  /** Erases reply tokens that expired before `now`. */
  dropExpiredTokens(now: Date): void;
  /** Deletes jobs that ended before `before`, and files that belong to no job. Resolves with the number of jobs. */
  deleteOld(before: Date): Promise<number>;
  /** Ids of the channels where messages show jobs, finished or forgotten. */
  channelsShown(): string[];
  /** The channel is gone: deletes what its messages showed. Resolves with the number of jobs. */
  deleteChannel(channelId: string): Promise<number>;
  /** Deletes the oldest jobs that may go until the files of all jobs take at most `maxBytes`, if that is possible. */
  makeRoom(maxBytes: number): Promise<Room>;
}

/**
 * Opens or creates the store in `dataDir`; `close` also closes the database. If a row cannot be read, for example
 * because it is damaged or very old, only that job is lost: lists leave it out and `onUnreadable` gets the error.
 * @throws AppError `BAD_CONFIG` when a newer version has written it.
 */
export function openJobStore(
  dataDir: string,
  onUnreadable: (error: Error) => void = (error) => process.emitWarning(error),
  database: Database.Database = openDatabase(dataDir),
): PersistentJobStore {
  const files = openJobFiles(dataDir);
  const traces = openTraces(database);
  const select = 'SELECT id, record, token FROM jobs';
  const insert = database.prepare('INSERT INTO jobs (id, record, token) VALUES (:id, :record, :token)');
  const replace = database.prepare('UPDATE jobs SET record = :record, token = :token WHERE id = :id');
  const remove = database.prepare('DELETE FROM jobs WHERE id = ?');
  const byId = database.prepare(`${select} WHERE id = ?`);
  const exists = database.prepare('SELECT id FROM jobs WHERE id = ?');
  const byReplyKey = database.prepare(
    `${select} WHERE reply_key = ? ORDER BY created_at DESC, rowid DESC LIMIT 1`,
  );
  const byOwner = database.prepare(`${select} WHERE owner = ? ORDER BY created_at DESC, rowid DESC`);
  const byStatus = database.prepare(
    `${select} WHERE status = ? ORDER BY created_at DESC, rowid DESC LIMIT ?`,
  );
  const unfinished = database.prepare(`${select} WHERE told_at IS NULL ORDER BY created_at, rowid`);
  const turns = database.prepare(
    `SELECT owner, max(finished_at) AS ended FROM jobs WHERE status IN ('done', 'failed') GROUP BY owner`,
  );
  // An update makes SQLite recompute the other columns, which fails if the record was damaged on the disk.
  const dropTokens = database.prepare(
    'UPDATE jobs SET token = NULL WHERE token_expires_at <= ? AND json_valid(record)',
  );
  const idsOfOwner = database.prepare('SELECT id FROM jobs WHERE owner = ?');
  const idsOfOld = database.prepare('SELECT id FROM jobs WHERE coalesce(finished_at, told_at) < ?');
  // Records that were damaged on the disk have no channel.
  const channelOf = "CASE WHEN json_valid(record) THEN record ->> '$.channelId' END";
  const channels = database.prepare(
    `SELECT ${channelOf} AS channel FROM jobs WHERE told_at IS NOT NULL AND channel != ''
     UNION SELECT channel_id FROM traces ORDER BY channel`,
  );
  const idsOfChannel = database.prepare(`SELECT id FROM jobs WHERE told_at IS NOT NULL AND ${channelOf} = ?`);
  // The condition is as in the index `jobs_by_bell`.
  const dropBell = database.prepare(
    `UPDATE jobs SET record = json_remove(record, '$.bell')
     WHERE CASE WHEN json_valid(record) THEN record ->> '$.bell.messageId' END = ?`,
  );
  const allIds = database.prepare('SELECT id FROM jobs');
  const idsThatMayGo = database.prepare(
    `SELECT id FROM jobs WHERE status NOT IN ('accepted', 'running') AND max(coalesce(finished_at, told_at), told_at) < ?
     ORDER BY coalesce(finished_at, told_at), rowid`,
  );

  function get(id: string): JobRecord | undefined {
    const row = byId.get(id);
    return row === undefined ? undefined : fromRow(row);
  }

  function read(rows: readonly unknown[]): JobRecord[] {
    return rows.flatMap((row) => {
      try {
        return [fromRow(row)];
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        onUnreadable(error);
        return [];
      }
    });
  }

  /** Erased data stays in the write-ahead log until the log is emptied. */
  function emptyWal(): void {
    database.pragma('wal_checkpoint(TRUNCATE)');
  }

  async function deleteJob(id: string): Promise<void> {
    remove.run(id);
    await files.remove(id);
  }

  async function deleteWithMessage(id: string): Promise<void> {
    const [job] = read([byId.get(id)].filter((row) => row !== undefined));
    await deleteJob(id);
    traces.dropJob(id);
    if (!job?.kept) return;
    const {replyKey: _gone, bell: _goneToo, ...left} = job;
    traces.leave(left);
  }

  /** Leaves traces. A record that cannot be read leaves none. */
  async function deleteJobs(ids: readonly string[]): Promise<number> {
    for (const id of ids) {
      for (const job of read([byId.get(id)])) traces.leave(job);
      await deleteJob(id);
    }
    return ids.length;
  }

  const makeRoom = createRoomMaker({
    list: files.list,
    size: files.size,
    mayGo: () => toIds(idsThatMayGo.all(new Date(Date.now() - buttonsMs).toISOString())),
    remove: async (id) => void (await deleteJobs([id])),
  });

  return {
    list: ({status, newest = -1}) => read(byStatus.all(status, newest).reverse()),
    async add(job, inputs) {
      if (exists.get(job.id)) throw new Error(`Expected a new job id, received ${job.id}, which is in use.`);
      await files.write(job.id, inputs);
      try {
        insert.run(toRow(job));
        await flushDatabase(dataDir);
      } catch (error) {
        remove.run(job.id);
        await files.remove(job.id);
        throw error;
      }
    },
    get,
    has: (id) => exists.get(id) !== undefined,
    findByReplyKey(key) {
      const row = byReplyKey.get(key);
      return row === undefined ? undefined : fromRow(row);
    },
    dropBell(messageId) {
      dropBell.run(messageId);
    },
    ofOwner: (owner) => read(byOwner.all(owner)),
    update(id, change) {
      const job = get(id);
      if (!job) throw new AppError('UNKNOWN_JOB', `Job ${id} is no longer stored.`);
      const {kept = 'kept' in change ? undefined : job.kept, ...rest} = change;
      const {kept: _before, ...old} = job;
      const changed = {...old, ...rest, ...(kept && {kept})};
      replace.run(toRow(changed.toldAt === undefined ? changed : withoutToken(changed)));
    },
    async readInputs(id) {
      const inputs = await files.read(id);
      const {length} = get(id)?.styles ?? inputs.styles;
      if (inputs.styles.length !== length)
        throw new AppError('UNKNOWN_JOB', `A painting of job ${id} is no longer stored.`);
      return inputs;
    },
    savePicture: files.writePicture,
    readPicture: files.readPicture,
    openFrames: (id) => openFrameArchive(files.framesFolder(id)),
    readFrames: (id) => readFrames(files.framesFolder(id)),
    checkpointFile: files.checkpointFile,
    dropCheckpoint: files.removeCheckpoint,
    traces,
    async delete(id) {
      await deleteJob(id);
      traces.dropJob(id);
    },
    deleteWithMessage,
    channelsShown: () => channelsSchema.parse(channels.all()).map(({channel}) => channel),
    async deleteChannel(channelId) {
      const ids = toIds(idsOfChannel.all(channelId));
      for (const id of ids) await deleteWithMessage(id);
      traces.dropChannel(channelId);
      return ids.length;
    },
    forget: (owner) => deleteJobs(toIds(idsOfOwner.all(owner))),
    listUnfinished: () => read(unfinished.all()),
    lastTurns: () => new Map(turnsSchema.parse(turns.all()).map(({owner, ended}) => [owner, ended])),
    dropExpiredTokens(now) {
      dropTokens.run(now.toISOString());
      emptyWal();
    },
    async deleteOld(before) {
      const deleted = await deleteJobs(toIds(idsOfOld.all(before.toISOString())));
      const known = new Set(toIds(allIds.all()));
      for (const id of await files.listOlderThan(before)) {
        if (!known.has(id)) await files.remove(id);
      }
      return deleted;
    },
    makeRoom,
    close() {
      emptyWal();
      database.close();
    },
  };
}

const turnsSchema = z.array(z.object({owner: z.string(), ended: z.string()}));
const channelsSchema = z.array(z.object({channel: z.string()}));
const idsSchema = z.array(z.object({id: z.string()}));

function toIds(rows: unknown): string[] {
  return idsSchema.parse(rows).map(({id}) => id);
}

/** Once people know how a job ended, nothing needs the token of its message any more. */
function withoutToken(job: JobRecord): JobRecord {
  if (!job.reply) return job;
  const {token: _token, ...reply} = job.reply;
  return {...job, reply};
}
