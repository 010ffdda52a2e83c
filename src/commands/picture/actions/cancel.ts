import type {JobRecord} from '../../../jobs/job.ts';
import {fitUpload} from '../../attachments/fit-upload.ts';
import {isUntold, tellAgain} from '../../lifecycle/tell-again.ts';
import type {Conversation, Place} from '../../messages/conversation.ts';
import type {OutgoingMessage} from '../../messages/reply/reply-target.ts';
import {ended} from '../../messages/view/ended.ts';
import {done} from '../../messages/view/present.ts';
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
  if (job && isUntold(job)) return tellAgain(services, job, byNewToken(job, place));
  if (services.active.stop(id, 'cancelled')) return;
  if (job && (await stillOffered())) await target.edit(await outcome(services, job));
}

/** The job's message can be edited with the token of whoever pressed its button. */
function byNewToken({reply}: JobRecord, {reply: {applicationId, token}}: Place): Pick<JobRecord, 'reply'> {
  if (!reply || applicationId === undefined || !token) return {};
  return {reply: {...reply, applicationId, token}};
}

/** The picture, if it was painted and is still stored. */
async function outcome({store}: Services, job: JobRecord): Promise<OutgoingMessage> {
  const picture = job.status === 'done' ? await store.readPicture(job.id) : undefined;
  if (!picture || !job.result || !job.reply) return ended(job);
  return done(job, job.result, await fitUpload(picture, job.reply.uploadLimitBytes));
}
