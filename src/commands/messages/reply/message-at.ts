import type {JobRecord} from '../../../jobs/job.ts';
import {ChannelMessage, type ChannelMessageOptions} from './channel-message.ts';
import {InteractionReply} from './interaction-reply.ts';
import type {ReplyTarget} from './reply-target.ts';
import type {Rest} from './rest.ts';

type Posting = Pick<ChannelMessageOptions, 'postOnceFor' | 'mayExist' | 'footprint'>;

/** The message that a job's record describes, even if it is from before a restart. `posting`: if it must be posted. */
export function messageAt(
  rest: Rest,
  {channelId, replyKey, reply}: Pick<JobRecord, 'channelId' | 'replyKey' | 'reply'>,
  posting: Posting = {},
): ReplyTarget {
  const applicationId = reply?.applicationId;
  if (applicationId !== undefined) {
    return new InteractionReply(rest, {
      applicationId,
      botMayEdit: reply?.botMayEdit ?? false,
      channelId,
      ...(reply?.token && {token: reply.token}),
      ...(replyKey !== undefined && {messageId: replyKey}),
      isFollowUp: reply?.isFollowUp === true,
    });
  }
  return new ChannelMessage(rest, {
    channelId,
    ...(replyKey !== undefined && {messageId: replyKey}),
    ...(reply?.replyTo !== undefined && {replyTo: reply.replyTo}),
    ...posting,
  });
}
