import {setTimeout as delay} from 'node:timers/promises';
import {answerTo} from '../commands/messages/conversation.ts';
import type {Notice} from '../commands/picture/react.ts';
import type {Services} from '../commands/services.ts';
import type {JobRecord} from '../jobs/job.ts';

/** How long a notice is shown; one with a button is shown longer. */
const noticeMs = 20_000;
const buttonMs = 60_000;

/**
 * Answers a message for a short while, because what is not asked for with a command cannot be answered in private.
 * Resolves when the notice is gone. It never throws.
 */
export async function showNotice(
  {rest, log}: Pick<Services, 'rest' | 'log'>,
  message: {id: string; channelId: string},
  place: Pick<JobRecord, 'guildId' | 'locale'>,
  notice: Notice,
): Promise<void> {
  try {
    const {target} = answerTo(rest, message, place);
    await target.edit(notice);
    await delay(notice.components.length > 0 ? buttonMs : noticeMs, undefined, {ref: false});
    await target.remove();
  } catch (err) {
    log.warn({err}, 'a notice could not be delivered');
  }
}
