import {MessageFlags, Routes} from 'discord.js';
import type {AppError} from '../../errors.ts';
import type {JobRecord, JobStatus} from '../../jobs/job.ts';
import type {Log} from '../../system/log.ts';
import type {Rest} from '../messages/reply/rest.ts';
import type {GuildSettingsSource} from './guild-settings.ts';

/** How long to leave a channel alone after the bot could not write to it. */
const pauseMs = 60 * 60_000;

export interface GuildLog {
  /** Writes a line to the guild's log channel if it has one; returns at once and never fails. */
  write(guildId: string | undefined, line: string): void;
}

/** Lines notify nobody and contain no pictures. */
export function createGuildLog({
  rest,
  guildSettings,
  log,
}: {
  rest: Rest;
  guildSettings: GuildSettingsSource;
  log: Log;
}): GuildLog {
  const pausedUntilMs = new Map<string, number>();

  async function post(channelId: string, content: string): Promise<void> {
    try {
      await rest.post(Routes.channelMessages(channelId), {
        body: {
          content,
          allowed_mentions: {parse: []},
          flags: MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications,
        },
      });
    } catch (err) {
      pausedUntilMs.set(channelId, Date.now() + pauseMs);
      log.warn({err, channelId}, 'could not write to a log channel');
    }
  }

  return {
    write(guildId, line) {
      const {logChannelId} = guildSettings.of(guildId);
      if (!logChannelId || (pausedUntilMs.get(logChannelId) ?? 0) > Date.now()) return;
      void post(logChannelId, line);
    },
  };
}

/** A short line for people who read many of them: who asked for what, and the job's id. */
export function acceptedLine({id, owner, styles, settings}: JobRecord): string {
  const titles = styles.map(({title}) => title).join(' + ');
  return `🎨 <@${owner}> asked for ${titles}, ${settings.size} px, ${settings.quality} (\`${id}\`)`;
}

export function endedLine({id, owner}: JobRecord, status: JobStatus, failure: string | undefined): string {
  const signs: Partial<Record<JobStatus, string>> = {done: '✅', failed: '⚠️', cancelled: '🚫'};
  return `${signs[status] ?? ''} <@${owner}> ${status}${failure ? `: ${failure.slice(0, 300)}` : ''} (\`${id}\`)`;
}

export function refusedLine(userId: string, error: AppError): string {
  return `⛔ <@${userId}> refused: ${error.message.slice(0, 300)}`;
}
