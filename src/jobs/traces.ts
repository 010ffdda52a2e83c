/** Remembers whose pictures messages show after the records of their jobs are gone; nothing else of the jobs. */
import type Database from 'libsql';
import {z} from 'zod';
import type {JobRecord, Trace, Traces} from './job.ts';

export interface WritableTraces extends Traces {
  /** Call it before the record is deleted. */
  leave(job: JobRecord): void;
  dropJob(jobId: string): void;
}

const rowsSchema = z.array(
  z.object({
    message_id: z.string(),
    job_id: z.string(),
    owner: z.string(),
    channel_id: z.string(),
    guild_id: z.string().nullable(),
    locale: z.string(),
  }),
);

export function openTraces(database: Database.Database): WritableTraces {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO traces (message_id, job_id, owner, channel_id, guild_id, locale) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = 'SELECT message_id, job_id, owner, channel_id, guild_id, locale FROM traces WHERE';
  const byMessage = database.prepare(`${select} message_id = ?`);
  const byJob = database.prepare(`${select} job_id = ?`);
  const byOwner = database.prepare(`${select} owner = ?`);
  const remove = database.prepare('DELETE FROM traces WHERE message_id = ?');
  const removeGuild = database.prepare('DELETE FROM traces WHERE guild_id = ?');
  const removeChannel = database.prepare('DELETE FROM traces WHERE channel_id = ?');
  const removeJob = database.prepare('DELETE FROM traces WHERE job_id = ?');

  return {
    leave({id, owner, guildId = null, channelId, locale, replyKey, kept, bell}) {
      if (replyKey !== undefined) insert.run(replyKey, id, owner, channelId, guildId, locale);
      for (const other of [kept, bell])
        if (other) insert.run(other.messageId, id, owner, other.channelId, guildId, locale);
    },
    of(filter) {
      if ('messageId' in filter) return read(byMessage.all(filter.messageId));
      return read('jobId' in filter ? byJob.all(filter.jobId) : byOwner.all(filter.owner));
    },
    drop(messageId) {
      remove.run(messageId);
    },
    dropGuild(guildId) {
      removeGuild.run(guildId);
    },
    dropChannel(channelId) {
      removeChannel.run(channelId);
    },
    dropJob(jobId) {
      removeJob.run(jobId);
    },
  };
}

function read(rows: unknown): Trace[] {
  return rowsSchema.parse(rows).map(({message_id, job_id, owner, channel_id, guild_id, locale}) => ({
    messageId: message_id,
    jobId: job_id,
    owner,
    channelId: channel_id,
    ...(guild_id !== null && {guildId: guild_id}),
    locale,
  }));
}
