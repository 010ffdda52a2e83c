import type {Services} from '../services.ts';

/** A deleted message takes its job along, if that has not ended: nobody could see how it ends. */
export function messageDeleted({store, active}: Pick<Services, 'store' | 'active'>, messageId: string): void {
  const job = store.findByReplyKey(messageId);
  if (job) void active.stop(job.id, 'message-gone');
}
