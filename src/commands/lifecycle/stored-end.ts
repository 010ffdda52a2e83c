import type {JobRecord} from '../../jobs/job.ts';
import {defaultUploadLimitBytes, fitUpload} from '../attachments/fit-upload.ts';
import type {End} from '../messages/delivery.ts';
import type {OutgoingMessage} from '../messages/reply/reply-target.ts';
import {ended} from '../messages/view/ended.ts';
import {done, type Surroundings} from '../messages/view/present.ts';
import type {Services} from '../services.ts';

type Needed = Pick<Services, 'store' | 'config' | 'guildSettings'>;

/**
 * How a job on record ended. Of a painted one that is the picture, or words if the store no longer has it: a disk can
 * lose it, and people can forget it.
 */
export async function storedEnd(services: Needed, job: JobRecord): Promise<End> {
  const picture = job.status === 'done' ? await services.store.readPicture(job.id) : undefined;
  return picture ? pictureEnd(services, job, picture) : {show: () => ended(job)};
}

/** `picture`: PNG. */
export function pictureEnd(services: Omit<Needed, 'store'>, job: JobRecord, picture: Uint8Array): End {
  const {result} = job;
  return {
    picture,
    show: (upload) => (upload && result ? done(job, result, upload, around(services, job)) : ended(job)),
  };
}

/** A server may have set a gallery or a log and removed the bot since. Only its owner sees a private picture. */
function around(
  {config, guildSettings}: Omit<Needed, 'store'>,
  {guildId, ephemeral, reply}: JobRecord,
): Surroundings {
  const {galleryChannelId, logChannelId} = guildSettings.of(guildId);
  const isMember = reply?.botMayEdit === true;
  return {
    hasGallery: galleryChannelId !== undefined && (ephemeral || isMember),
    canReport: logChannelId !== undefined && !ephemeral && isMember,
    defaultQuality: config.defaultQuality,
  };
}

/** The same as one message that fits into the job's place. */
export async function storedMessage(services: Needed, job: JobRecord): Promise<OutgoingMessage> {
  const {picture, show} = await storedEnd(services, job);
  return show(picture && (await fitUpload(picture, job.reply?.uploadLimitBytes ?? defaultUploadLimitBytes)));
}
