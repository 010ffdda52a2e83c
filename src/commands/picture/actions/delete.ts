import type {JobRecord} from '../../../jobs/job.ts';
import type {ReplyTarget} from '../../messages/reply/reply-target.ts';
import type {Services} from '../../services.ts';
import {takeFromGallery} from './keep.ts';

/** Stops the job if needed; removes its message, its copy in the gallery and everything stored for it. */
export async function deleteJob(services: Services, job: JobRecord, message: ReplyTarget): Promise<void> {
  const stopped = services.active.stop(job.id, 'deleted');
  await message.remove();
  await takeFromGallery(services, job);
  await stopped;
  await services.store.delete(job.id);
  services.log.info({jobId: job.id}, 'job deleted');
}
