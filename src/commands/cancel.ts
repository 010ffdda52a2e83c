import type {JobRecord} from '../jobs/job.ts';
import type {ReplyTarget} from './reply/reply-target.ts';
import type {Services} from './services.ts';
import {cancelled, failed} from './view/present.ts';

/** Stops a job that waits or runs; its own message then says so. */
export async function cancelJob(services: Services, job: JobRecord, message: ReplyTarget): Promise<void> {
  if (services.active.stop(job.id, 'cancelled')) return;
  if (job.status === 'cancelled') await message.edit(cancelled(job));
  // The button outlived its process: nothing runs any more, and the message does not say so yet.
  if (job.status === 'failed')
    await message.edit(failed(job, `Not finished: ${job.failure ?? 'it failed'}.`));
}
