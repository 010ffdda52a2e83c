import type {JobRecord} from '../../../jobs/job.ts';
import {ChannelMessage} from './channel-message.ts';
import {InteractionReply} from './interaction-reply.ts';
import type {ReplyTarget} from './reply-target.ts';
import type {Rest} from './rest.ts';

/**
 * The message that a job's record describes, also one from before a restart. `id`: the job's, when it has one already;
 * a message is posted at most once for it.
 */
export function messageAt(
  rest: Rest,
  {channelId, replyKey, reply, id}: Pick<JobRecord, 'channelId' | 'replyKey' | 'reply'> & {id?: string},
  {resumed = false} = {},
): ReplyTarget {
  const applicationId = reply?.applicationId;
  if (applicationId !== undefined) {
    return new InteractionReply(rest, {
      applicationId,
      botMayEdit: reply?.botMayEdit ?? false,
      channelId,
      ...(reply?.token && {token: reply.token}),
      ...(replyKey !== undefined && {messageId: replyKey}),
    });
  }
  return new ChannelMessage(rest, {
    channelId,
    ...(replyKey !== undefined && {messageId: replyKey}),
    ...(reply?.replyTo !== undefined && {replyTo: reply.replyTo}),
    ...(id !== undefined && {postOnceFor: id}),
    mayExist: resumed,
  });
}
