import {setTimeout as delay} from 'node:timers/promises';
import type {Actor} from '../commands/access/permission.ts';
import {requireWelcome} from '../commands/access/welcome.ts';
import {answerTo} from '../commands/messages/conversation.ts';
import {actionOfEmoji} from '../commands/picture/actions.ts';
import {type Notice, type Reaction, react} from '../commands/picture/react.ts';
import type {Services} from '../commands/services.ts';

export interface IncomingReaction {
  message: {id: string; channelId: string};
  emoji: string;
  userId: string;
  /** A bot reacted, perhaps this one. */
  byBot: boolean;
  /** What that person may do there, and the channel above a thread. It may have to be asked for. */
  whereabouts(): Promise<Omit<Actor, 'id'> & {parentId?: string}>;
}

/** How long a notice is shown; one with a button is shown longer. */
const noticeMs = 20_000;
const buttonMs = 60_000;

/**
 * Passes reactions to the bot's messages to their handlers. The same reaction from the same person counts once until
 * the work it started has ended, so that removing it and adding it again does not fill the queue.
 */
export function createReactionRouter(services: Services) {
  const underWay = new Set<string>();

  async function notify({message, job}: Reaction, notice: Notice): Promise<void> {
    const {target} = answerTo(services.rest, message, job);
    await target.edit(notice);
    await delay(notice.components.length > 0 ? buttonMs : noticeMs, undefined, {ref: false});
    await target.remove();
  }

  async function handle(reaction: Reaction, parentId: string | undefined): Promise<Notice | undefined> {
    try {
      const {job, action, message, actor} = reaction;
      if (action !== 'delete') {
        const {id: userId, roleIds = []} = actor;
        const {channelId} = message;
        requireWelcome(services, {userId, roleIds, guildId: job.guildId, channelId, parentId});
      }
      return await react(services, reaction);
    } catch (error) {
      return {content: services.explain(error, reaction.job.locale), components: []};
    }
  }

  async function answer(reaction: Reaction, parentId: string | undefined): Promise<void> {
    const notice = await handle(reaction, parentId);
    if (!notice) return;
    await notify(reaction, notice).catch((err: unknown) => {
      services.log.warn({err}, 'the answer to a reaction could not be delivered');
    });
  }

  return async function route(incoming: IncomingReaction): Promise<void> {
    const {message, emoji, userId, byBot} = incoming;
    const action = actionOfEmoji(emoji);
    if (byBot || !action) return;
    const key = `${message.id}:${userId}:${action}`;
    const job = services.store.findByReplyKey(message.id);
    if (!job || underWay.has(key)) return;
    underWay.add(key);
    try {
      const {parentId, ...actor} = await incoming.whereabouts();
      await answer({job, action, message, actor: {id: userId, ...actor}}, parentId);
    } finally {
      underWay.delete(key);
    }
  };
}
