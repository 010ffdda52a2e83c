import {AppError} from '../../errors.ts';
import type {JobRecord, JobStore} from '../../jobs/job.ts';

/** @throws AppError `UNKNOWN_JOB` */
export function requireJob(store: Pick<JobStore, 'get'>, id: string): JobRecord {
  const job = store.get(id);
  if (!job) throw new AppError('UNKNOWN_JOB', 'the record of this picture is gone');
  return job;
}

/** Reads the finished picture. @throws AppError `BAD_OPTION` when there is none */
export async function requirePicture(
  store: Pick<JobStore, 'readPicture'>,
  {id, status}: Pick<JobRecord, 'id' | 'status'>,
): Promise<Uint8Array> {
  const picture = status === 'done' ? await store.readPicture(id) : undefined;
  if (!picture) {
    throw new AppError('BAD_OPTION', `expected a finished picture of job ${id}, found none`, {
      detail: {reason: 'noPicture'},
    });
  }
  return picture;
}
