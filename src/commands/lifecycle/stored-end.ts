import type {JobRecord} from '../../jobs/job.ts';
import {defaultUploadLimitBytes, fitUpload} from '../attachments/fit-upload.ts';
import type {End} from '../messages/delivery.ts';
import type {OutgoingMessage} from '../messages/reply/reply-target.ts';
import {ended} from '../messages/view/ended.ts';
import {done} from '../messages/view/present.ts';
import type {Services} from '../services.ts';

/**
 * How a job on record ended. Of a painted one that is the picture, or words if the store no longer has it: a disk can
 * lose it, and people can forget it.
 */
export async function storedEnd({store}: Pick<Services, 'store'>, job: JobRecord): Promise<End> {
  const picture = job.status === 'done' ? await store.readPicture(job.id) : undefined;
  return picture ? pictureEnd(job, picture) : {show: () => ended(job)};
}

/** `picture`: PNG. */
export function pictureEnd(job: JobRecord, picture: Uint8Array): End {
  const {result} = job;
  return {picture, show: (upload) => (upload && result ? done(job, result, upload) : ended(job))};
}

/** The same as one message that fits into the job's place. */
export async function storedMessage(
  services: Pick<Services, 'store'>,
  job: JobRecord,
): Promise<OutgoingMessage> {
  const {picture, show} = await storedEnd(services, job);
  return show(picture && (await fitUpload(picture, job.reply?.uploadLimitBytes ?? defaultUploadLimitBytes)));
}
