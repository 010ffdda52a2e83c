import type {JobRecord} from '../../jobs/job.ts';
import {type Actor, requireControl} from '../access/permission.ts';
import {answerTo} from '../messages/conversation.ts';
import type {OutgoingMessage} from '../messages/reply/reply-target.ts';
import {buttons} from '../messages/view/buttons.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {offerToKeep} from './actions/gallery.ts';
import {infoOf} from './actions/info.ts';
import {nextPreset, prepareRestyle} from './actions/restyle.ts';
import {prepareRetry} from './actions/retry.ts';
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

/** What follows a reaction. */
export interface Reply {
  notice?: Notice;
  /** Resolves when the picture that it asked for is over. */
  ended?: Promise<void>;
}

/**
 * Handles a reaction to a job's message. Reactions cannot
 * open menus or forms, so 🎨 takes the next preset in the catalogue, and ⚙️ shows the button that opens the form. 🗑️
 * shows the button that deletes, because reactions slip easily.
 */
export async function react(services: Services, {job, action, message, actor}: Reaction): Promise<Reply> {
  const conversation = answerTo(services.rest, message, job);
  const owner = actor.id;
  const words = wordsFor(job.locale);
  switch (action) {
    case 'style': {
      const catalogue = await services.styles.catalogueOf(job.guildId);
      const preset = nextPreset(catalogue, job);
      return (await prepareRestyle(services, {job, owner, preset, catalogue}, job))(conversation);
    }
    case 'timelapse':
      await postTimeLapse(services, {job, owner}, conversation);
      return {};
    case 'tweak':
      return {
        notice: {
          content: words.pages.tweak.here(`<@${owner}>`),
          components: buttons(job.id, ['tweak'], words),
        },
      };
    case 'keep':
      return {notice: await offerToKeep(services, job, {actor, locale: job.locale})};
    case 'info':
      return {notice: {content: infoOf(job, words), components: []}};
    case 'delete':
      return {notice: askToDelete(job, actor)};
    default:
      return (await prepareRetry(services, {job, action, owner}, job))(conversation);
  }
}

/** `job`: what is left of it may do. @throws AppError `NOT_ALLOWED` */
export function askToDelete(
  {id, owner, locale}: Pick<JobRecord, 'id' | 'owner' | 'locale'>,
  actor: Actor,
): Notice {
  requireControl({owner}, actor);
  const words = wordsFor(locale);
  return {content: words.pages.delete.ask(`<@${actor.id}>`), components: buttons(id, ['delete'], words)};
}
