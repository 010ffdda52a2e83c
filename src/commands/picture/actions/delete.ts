import type {JobRecord} from '../../../jobs/job.ts';
import {ChannelMessage} from '../../messages/reply/channel-message.ts';
import {messageAt} from '../../messages/reply/message-at.ts';
import {MessageOutOfReachError, type ReplyTarget} from '../../messages/reply/reply-target.ts';
import type {Services} from '../../services.ts';
import {takeBellBack} from '../bell/ring.ts';
import {takeFromGallery} from './keep.ts';

/** The message with the pressed button. It shows the picture, or asks whether to delete it. */
interface Pressed {
  id: string;
  target: ReplyTarget;
}

/** Stops the job if needed; removes its message, what goes with it and everything stored for it. */
export async function deleteJob(services: Services, job: JobRecord, pressed?: Pressed): Promise<void> {
  const stopped = services.active.stop(job.id, 'deleted');
  try {
    await pressed?.target.remove();
    if (job.replyKey !== undefined && job.replyKey !== pressed?.id)
      await messageAt(services.rest, job).remove();
    await takeFromGallery(services, job);
  } finally {
    await stopped;
  }
  await takeBellBack(services, services.store.get(job.id) ?? job);
  await services.store.delete(job.id);
  services.log.info({jobId: job.id}, 'job deleted');
}

/** Removes the messages of a job whose record is gone. */
export async function deleteTraces(services: Services, jobId: string, pressed?: Pressed): Promise<void> {
  await pressed?.target.remove();
  if (pressed) services.store.traces.drop(pressed.id);
  for (const {messageId, channelId} of services.store.traces.of({jobId})) {
    await new ChannelMessage(services.rest, {channelId, messageId}).remove();
    services.store.traces.drop(messageId);
  }
  services.log.info({jobId}, 'messages of a forgotten job deleted');
}

/**
 * Removes all messages that show pictures of one person, and everything stored for those pictures. Resolves with the
 * number of pictures deleted, and of messages that had to stay; their traces stay as well.
 */
export async function deleteAllOf(
  services: Services,
  owner: string,
): Promise<{deleted: number; left: number}> {
  const {store, rest, log} = services;
  const removals = [
    ...store.ofOwner(owner).map((job) => ({jobId: job.id, remove: () => deleteJob(services, job)})),
    ...store.traces.of({owner}).map(({jobId, messageId, channelId}) => ({
      jobId,
      async remove() {
        await new ChannelMessage(rest, {channelId, messageId}).remove();
        store.traces.drop(messageId);
      },
    })),
  ];
  let left = 0;
  const pictures = new Set(removals.map(({jobId}) => jobId));
  for (const {jobId, remove} of removals) {
    try {
      await remove();
    } catch (err) {
      left += 1;
      pictures.delete(jobId);
      if (!(err instanceof MessageOutOfReachError)) log.warn({err, jobId}, 'a message could not be deleted');
    }
  }
  await store.forget(owner);
  return {deleted: pictures.size, left};
}
