import type {Services} from '../services.ts';

/** Stops the job of a deleted message if it has not ended, because nobody could see its result. */
export function messageDeleted({store, active}: Pick<Services, 'store' | 'active'>, messageId: string): void {
  const job = store.findByReplyKey(messageId);
  if (job) void active.stop(job.id, 'message-gone');
}
