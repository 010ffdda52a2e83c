import {Routes} from 'discord.js';
import type {Log} from '../../../system/log.ts';
import {emojis, type PictureAction} from '../../picture/actions.ts';
import {consequenceOf} from './consequences.ts';
import type {PostedMessage} from './reply-target.ts';
import type {Rest} from './rest.ts';

/** Adds the reactions people can press. The buttons do the same, so it is fine if a place forbids reactions. */
export async function addReactions(
  rest: Rest,
  {id, channelId}: PostedMessage,
  actions: readonly PictureAction[],
  log: Log,
): Promise<void> {
  try {
    for (const action of actions) {
      await rest.put(Routes.channelMessageOwnReaction(channelId, id, encodeURIComponent(emojis[action])));
    }
  } catch (error) {
    const consequence = consequenceOf(error);
    if (consequence === 'elsewhere') log.info({channelId}, 'reactions are closed here, the buttons remain');
    else if (consequence !== 'gone') log.warn({err: error, channelId}, 'adding reactions failed');
  }
}
