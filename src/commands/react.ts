import type {JobRecord} from '../jobs/job.ts';
import type {PictureAction} from './actions.ts';
import {answerTo} from './conversation.ts';
import {deleteJob} from './delete.ts';
import {type Actor, requireControl} from './permission.ts';
import {ChannelMessage} from './reply/channel-message.ts';
import {retryJob} from './retry.ts';
import type {Services} from './services.ts';

export interface Reaction {
  job: JobRecord;
  action: PictureAction;
  message: {id: string; channelId: string};
  actor: Actor;
}

/** Does what a reaction to a job's message says; resolves when that is done, for a retry when it has ended. */
export async function react(services: Services, {job, action, message, actor}: Reaction): Promise<void> {
  if (action !== 'delete') {
    return retryJob(services, {job, action, owner: actor.id}, answerTo(services.rest, message, job));
  }
  requireControl(job, actor);
  const {id: messageId, channelId} = message;
  await deleteJob(services, job, new ChannelMessage(services.rest, {channelId, messageId}));
}
