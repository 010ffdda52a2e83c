import type {Actor} from '../commands/access/permission.ts';
import {requireWelcome} from '../commands/access/welcome.ts';
import {actionOfEmoji} from '../commands/picture/actions.ts';
import {askToDelete, type Notice, type Reaction, type Reply, react} from '../commands/picture/react.ts';
import type {Services} from '../commands/services.ts';
import type {Trace} from '../jobs/job.ts';
import {showNotice} from './notices.ts';

export interface IncomingReaction {
  message: {id: string; channelId: string};
  emoji: string;
  userId: string;
  /** A bot reacted, perhaps this one. */
  byBot: boolean;
  /** What that person may do there, and the channel above a thread. It may have to be asked for. */
  whereabouts(): Promise<Omit<Actor, 'id'> & {parentId?: string}>;
}

/**
 * Passes reactions to the bot's messages to their handlers. The same reaction from the same person counts once until
 * the work it started has ended, so that removing it and adding it again does not fill the queue.
 */
export function createReactionRouter(services: Services) {
  const underWay = new Set<string>();

  async function handle(reaction: Reaction, parentId: string | undefined): Promise<Reply> {
    try {
      const {job, action, message, actor} = reaction;
      if (action !== 'delete') {
        const {id: userId, roleIds = []} = actor;
        const {channelId} = message;
        requireWelcome(services, {userId, roleIds, guildId: job.guildId, channelId, parentId});
      }
      return await react(services, reaction);
    } catch (error) {
      return {notice: {content: services.explain(error, reaction.job.locale), components: []}};
    }
  }

  async function answer(reaction: Reaction, parentId: string | undefined): Promise<void> {
    const {notice, ended} = await handle(reaction, parentId);
    if (notice) await showNotice(services, reaction.message, reaction.job, notice);
    await ended;
  }

  /** The record is gone, but not whose picture it was. */
  async function answerForgotten(
    {jobId: id, ...trace}: Trace,
    message: Reaction['message'],
    actor: Actor,
  ): Promise<void> {
    let notice: Notice;
    try {
      notice = askToDelete({id, ...trace}, actor);
    } catch (error) {
      notice = {content: services.explain(error, trace.locale), components: []};
    }
    await showNotice(services, message, trace, notice);
  }

  return async function route(incoming: IncomingReaction): Promise<void> {
    const {message, emoji, userId, byBot} = incoming;
    const action = actionOfEmoji(emoji);
    if (byBot || !action) return;
    const key = `${message.id}:${userId}:${action}`;
    const job = services.store.findByReplyKey(message.id);
    const [trace] = job || action !== 'delete' ? [] : services.store.traces.of({messageId: message.id});
    if ((!job && !trace) || underWay.has(key)) return;
    underWay.add(key);
    try {
      const {parentId, ...actor} = await incoming.whereabouts();
      if (trace) return await answerForgotten(trace, message, {id: userId, ...actor});
      if (job) await answer({job, action, message, actor: {id: userId, ...actor}}, parentId);
    } finally {
      underWay.delete(key);
    }
  };
}
