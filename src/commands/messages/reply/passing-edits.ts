import pLimit, {type LimitFunction} from 'p-limit';

/**
 * What shows passing states, progress or a place in line, goes through this for all messages of the bot. However many
 * jobs there are, an answer or a finished picture waits behind few of them for its share of Discord's fifty requests a
 * second. A state that is outdated before its turn comes is never sent.
 */
export type PassingEdits = LimitFunction;

const atOnce = 16;

export function createPassingEdits(): PassingEdits {
  return pLimit(atOnce);
}
