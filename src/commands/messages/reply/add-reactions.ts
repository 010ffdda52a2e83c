import {Routes} from 'discord.js';
import type {Log} from '../../../system/log.ts';
import {emojis, invitedActions} from '../../picture/actions.ts';
import {isForbidden, isGone} from './discord-errors.ts';
import type {PostedMessage} from './reply-target.ts';
import type {Rest} from './rest.ts';

/** Adds the reactions people can press. The buttons do the same, so it is fine if a place forbids reactions. */
export async function addReactions(rest: Rest, {id, channelId}: PostedMessage, log: Log): Promise<void> {
  try {
    for (const action of invitedActions) {
      await rest.put(Routes.channelMessageOwnReaction(channelId, id, encodeURIComponent(emojis[action])));
    }
  } catch (error) {
    if (isForbidden(error)) log.info({channelId}, 'no permission to add reactions here, the buttons remain');
    else if (!isGone(error)) log.warn({err: error, channelId}, 'adding reactions failed');
  }
}
