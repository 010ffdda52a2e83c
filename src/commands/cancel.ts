import type {JobRecord} from '../jobs/job.ts';
import type {OutgoingMessage, ReplyTarget} from './reply/reply-target.ts';
import type {Services} from './services.ts';
import {cancelled, failed, undelivered} from './view/present.ts';

/**
 * Stops a job that waits or runs; its own message then says so. A button that outlived its job, for example because
 * the process died before the last edit, brings its message up to date. `stillOffered` tells whether the message has
 * that button even now: a picture that arrived while somebody pressed it must stand.
 */
export async function cancelJob(
  services: Services,
  {id}: Pick<JobRecord, 'id'>,
  message: ReplyTarget,
  stillOffered: () => Promise<boolean>,
): Promise<void> {
  if (services.active.stop(id, 'cancelled')) return;
  const job = services.store.get(id);
  if (job && (await stillOffered())) await message.edit(outcome(job));
}

function outcome(job: JobRecord): OutgoingMessage {
  if (job.status === 'done') return undelivered(job);
  if (job.status === 'cancelled') return cancelled(job);
  return failed(job, `Not finished: ${job.failure ?? 'it was given up'}.`);
}
