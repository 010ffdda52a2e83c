import type {JobRecord} from '../../jobs/job.ts';
import {type Actor, requireControl} from '../access/permission.ts';
import {answerTo} from '../messages/conversation.ts';
import {ChannelMessage} from '../messages/reply/channel-message.ts';
import type {OutgoingMessage} from '../messages/reply/reply-target.ts';
import {buttons} from '../messages/view/buttons.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {deleteJob} from './actions/delete.ts';
import {keepJob} from './actions/keep.ts';
import {nextPreset, restyle} from './actions/restyle.ts';
import {retryJob} from './actions/retry.ts';
import {postTimeLapse} from './actions/send-time-lapse.ts';
import type {PictureAction} from './actions.ts';

export interface Reaction {
  job: JobRecord;
  action: PictureAction;
  message: {id: string; channelId: string};
  actor: Actor;
}

/** An answer to a reaction, shown for a short while: reactions cannot be answered in private. */
export type Notice = Pick<OutgoingMessage, 'content' | 'components'>;

/**
 * Handles a reaction to a job's message; resolves when that is done, for a retry when it has ended. Reactions cannot
 * open menus or forms, so 🎨 takes the next preset in the catalogue, and ⚙️ shows the button that opens the form.
 */
export async function react(
  services: Services,
  {job, action, message, actor}: Reaction,
): Promise<Notice | undefined> {
  const conversation = answerTo(services.rest, message, job);
  const owner = actor.id;
  const words = wordsFor(job.locale);
  switch (action) {
    case 'style': {
      const catalogue = await services.styles.catalogueOf(job.guildId);
      const preset = nextPreset(catalogue, job);
      await restyle(services, {job, owner, preset, catalogue}, conversation);
      return undefined;
    }
    case 'timelapse':
      await postTimeLapse(services, {job, owner}, conversation);
      return undefined;
    case 'tweak':
      return {content: words.pages.tweak.here(`<@${owner}>`), components: buttons(job.id, ['tweak'], words)};
    case 'keep':
      return {content: await keepJob(services, job, {actor, locale: job.locale}), components: []};
    case 'delete': {
      requireControl(job, actor);
      const {id: messageId, channelId} = message;
      await deleteJob(services, job, new ChannelMessage(services.rest, {channelId, messageId}));
      return undefined;
    }
    default:
      await retryJob(services, {job, action, owner}, conversation);
      return undefined;
  }
}
