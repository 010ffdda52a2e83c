import {isUntold} from '../lifecycle/tell-again.ts';
import type {Services} from '../services.ts';

/** Stops the job of a deleted message, painted or not, because nobody wants to see its result. */
export function messageDeleted({store, active}: Pick<Services, 'store' | 'active'>, messageId: string): void {
  const job = store.findByReplyKey(messageId);
  if (!job || active.stop(job.id, 'message-gone')) return;
  if (isUntold(job)) store.update(job.id, {toldAt: new Date().toISOString()});
}
