import {setTimeout as delay} from 'node:timers/promises';
import {actionOfEmoji} from '../commands/actions.ts';
import {answerTo} from '../commands/conversation.ts';
import type {Actor} from '../commands/permission.ts';
import {type Reaction, react} from '../commands/react.ts';
import type {Services} from '../commands/services.ts';

export interface IncomingReaction {
  message: {id: string; channelId: string};
  emoji: string;
  actor: Actor;
  /** Given by a bot, this one included. */
  byBot: boolean;
}

/** Nobody can be told in private about a reaction, so the notice goes away again. */
const noticeMs = 20_000;

/**
 * Brings reactions under the bot's messages to their handlers. The same reaction of the same person counts once until
 * what it started has ended, so that taking it back and giving it again does not fill the queue.
 */
export function createReactionRouter(services: Services) {
  const underWay = new Set<string>();

  async function notify({message, job}: Reaction, words: string): Promise<void> {
    const {target} = answerTo(services.rest, message, job);
    await target.edit({content: words, components: []});
    await delay(noticeMs, undefined, {ref: false});
    await target.remove();
  }

  async function handle(reaction: Reaction): Promise<void> {
    try {
      await react(services, reaction);
    } catch (error) {
      const words = services.explain(error, reaction.job.locale);
      await notify(reaction, words).catch((err: unknown) => {
        services.log.warn({err}, 'the answer to a reaction could not be delivered');
      });
    }
  }

  return async function route({message, emoji, actor, byBot}: IncomingReaction): Promise<void> {
    const action = actionOfEmoji(emoji);
    if (byBot || !action) return;
    const key = `${message.id}:${actor.id}:${action}`;
    const job = services.store.findByReplyKey(message.id);
    if (!job || underWay.has(key)) return;
    underWay.add(key);
    try {
      await handle({job, action, message, actor});
    } finally {
      underWay.delete(key);
    }
  };
}
