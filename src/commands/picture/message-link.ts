import {messageLink} from 'discord.js';
import type {JobRecord} from '../../jobs/job.ts';

/** A link to a job's message; undefined if nobody else could open it, or if its channel is not known. */
export function linkTo({
  guildId,
  channelId,
  replyKey,
  ephemeral,
}: Pick<JobRecord, 'guildId' | 'channelId' | 'replyKey' | 'ephemeral'>): string | undefined {
  if (replyKey === undefined || channelId === '' || ephemeral) return undefined;
  return guildId === undefined ? messageLink(channelId, replyKey) : messageLink(channelId, replyKey, guildId);
}
