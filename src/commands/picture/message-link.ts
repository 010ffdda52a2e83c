import {messageLink} from 'discord.js';
import type {JobRecord} from '../../jobs/job.ts';

/** Leads to the message of a job; undefined for one that nobody else could follow. */
export function linkTo({
  guildId,
  channelId,
  replyKey,
  ephemeral,
}: Pick<JobRecord, 'guildId' | 'channelId' | 'replyKey' | 'ephemeral'>): string | undefined {
  if (replyKey === undefined || ephemeral) return undefined;
  return guildId === undefined ? messageLink(channelId, replyKey) : messageLink(channelId, replyKey, guildId);
}
