import {MessageFlags, Routes} from 'discord.js';
import type {JobRecord} from '../../../jobs/job.ts';
import {ChannelMessage} from '../../messages/reply/channel-message.ts';
import {consequenceOf} from '../../messages/reply/consequences.ts';
import {type OutgoingMessage, toRequest} from '../../messages/reply/reply-target.ts';
import type {Services} from '../../services.ts';
import {wordsFor} from '../../words/words.ts';
import {emojis} from '../actions.ts';

type Ringing = Pick<Services, 'rest' | 'log'>;

/**
 * Notifies the owner, if they want it, and nobody else, that their picture has ended: an edit notifies nobody. Where the
 * bot may post, it answers the picture's message. Elsewhere it answers in private while the interaction's token is valid.
 * A picture that comes in a direct message notifies by itself, and its record has no token left. What the owner has
 * cancelled is no news to them.
 *
 * It is tried once, because a late bell is worse than none. The record then names the message if others can see it, so
 * that it can go with the picture. If the picture is gone already, so is the message.
 */
export async function ring(services: Ringing & Pick<Services, 'store'>, job: JobRecord): Promise<void> {
  if (!job.wantsBell || job.status === 'cancelled') return;
  const bell = await notify(services, job);
  if (!bell) return;
  if (services.store.has(job.id)) services.store.update(job.id, {bell});
  else await takeBellBack(services, {...job, bell});
}

/** Resolves with the message if others can see it. */
async function notify(services: Ringing, job: JobRecord): Promise<JobRecord['bell']> {
  const {id: jobId, ephemeral, reply} = job;
  try {
    const bell = !ephemeral && reply?.botMayEdit ? await ringBelow(services, job) : undefined;
    if (!bell) await ringInPrivate(services, job);
    return bell;
  } catch (err) {
    services.log.info({err, jobId}, 'the owner could not be notified');
    return undefined;
  }
}

/** Removes the message that notified the owner, if others can see it; logs a failure. */
export async function takeBellBack(
  {rest, log}: Ringing,
  {id, bell}: Pick<JobRecord, 'id' | 'bell'>,
): Promise<void> {
  if (!bell) return;
  try {
    await new ChannelMessage(rest, bell).remove();
  } catch (err) {
    log.warn({err, jobId: id}, 'could not remove the message that notified somebody');
  }
}

/** Undefined if the bot may not post there. */
async function ringBelow({rest}: Ringing, job: JobRecord): Promise<JobRecord['bell']> {
  const {id, channelId, replyKey} = job;
  const answer = {postOnceFor: `${id} bell`, ...(replyKey !== undefined && {replyTo: replyKey})};
  try {
    const posted = await new ChannelMessage(rest, {channelId, ...answer}).edit(bellOf(job));
    return {channelId, messageId: posted.id};
  } catch (error) {
    if (consequenceOf(error) !== 'elsewhere') throw error;
    return undefined;
  }
}

async function ringInPrivate({rest}: Ringing, job: JobRecord): Promise<void> {
  const {applicationId, token} = job.reply ?? {};
  if (applicationId === undefined || !token || Date.parse(token.expiresAt) <= Date.now()) return;
  const {body} = toRequest(bellOf(job));
  const flags = MessageFlags.Ephemeral;
  await rest.post(Routes.webhook(applicationId, token.value), {body: {...body, flags}, auth: false});
}

function bellOf({owner, locale, status}: JobRecord): OutgoingMessage {
  const {bell} = wordsFor(locale).job;
  const words = status === 'done' ? bell.done : bell.failed;
  return {content: `${emojis.bell} ${words(`<@${owner}>`)}`, components: [], notifies: [owner]};
}
