import type {Services} from '../services.ts';
import {takeBellBack} from './bell/ring.ts';

/**
 * Deletes the job of a deleted message with its files, painted or not, because nobody wants to see its result. Resolves
 * when nothing of it is left. Interactions and the bot's own deletions may have been faster.
 */
export async function messageDeleted(
  {store, active, rest, log}: Pick<Services, 'store' | 'active' | 'rest' | 'log'>,
  messageId: string,
): Promise<void> {
  store.traces.drop(messageId);
  store.dropBell(messageId);
  const job = store.findByReplyKey(messageId);
  if (!job) return;
  await active.stop(job.id, 'message-gone');
  await takeBellBack({rest, log}, store.get(job.id) ?? job);
  await store.deleteWithMessage(job.id);
  log.info({jobId: job.id}, 'job deleted with its message');
}
