import type {JobRecord} from '../../../jobs/job.ts';
import {ChannelMessage} from './channel-message.ts';
import {InteractionReply} from './interaction-reply.ts';
import type {ReplyTarget} from './reply-target.ts';
import type {Rest} from './rest.ts';

/**
 * The message that a job's record describes, even if it is from before a restart. `id`: the job's id, if it has one;
 * at most one message is posted for each id.
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
