import type {JobRecord} from '../../../jobs/job.ts';
import {storedMessage} from '../../lifecycle/stored-end.ts';
import {isUntold, tellAgain} from '../../lifecycle/tell-again.ts';
import type {Conversation, Place} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';

/**
 * Stops a job that waits or runs; its own message then says so. If the button outlived its job, for example because the
 * process died before the last edit, brings the message up to date. `stillOffered` tells whether the message has that
 * button even now, because a picture that arrived in the meantime must stay.
 */
export async function cancelJob(
  services: Services,
  {id}: Pick<JobRecord, 'id'>,
  {target, place}: Conversation,
  stillOffered: () => Promise<boolean>,
): Promise<void> {
  const job = services.store.get(id);
  if (job && isUntold(job)) {
    await tellAgain(services, job, byNewToken(job, place));
    return;
  }
  if (services.active.stop(id, 'cancelled')) return;
  if (job && (await stillOffered())) await target.edit(await storedMessage(services, job));
}

/** The job's message can be edited with the token of whoever pressed its button. */
function byNewToken({reply}: JobRecord, {reply: {applicationId, token}}: Place): Pick<JobRecord, 'reply'> {
  if (!reply || applicationId === undefined || !token) return {};
  return {reply: {...reply, applicationId, token}};
}
