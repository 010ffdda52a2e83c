import type {MessageFlags} from 'discord.js';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {type Conversation, type Followable, followUp} from './conversation.ts';
import {isOutOfSight} from './reply/consequences.ts';

/** The press that answers a private question, such as which painting to use. */
type Answer = Followable & {deleteReply(): Promise<unknown>};

/** Paints in the message of this conversation. */
type Paint = (conversation: Conversation) => Promise<unknown>;

/**
 * Paints what somebody has chosen in a new message, and removes the question, whose buttons would do nothing new. If the
 * picture is refused, the question stays instead.
 * @param prepare does what takes long. The new message comes afterwards, because a restart would leave it without end.
 * @throws whatever `prepare` or what it resolves with throws
 */
export async function replaceQuestion(
  {rest, log}: Pick<Services, 'rest' | 'log'>,
  answer: Answer,
  visibility: {flags?: MessageFlags.Ephemeral},
  prepare: () => Promise<Paint>,
): Promise<void> {
  await answer.deferUpdate();
  const paint = await prepare();
  const content = wordsFor(answer.locale).job.starting;
  const conversation = await followUp(rest, answer, {content, ...visibility});
  try {
    await paint(conversation);
  } catch (error) {
    await conversation.target.remove().catch((err: unknown) => log.warn({err}, 'a message stays empty'));
    throw error;
  }
  await answer.deleteReply().catch((err: unknown) => {
    if (!isOutOfSight(err)) log.warn({err}, 'a question that is answered could not be removed');
  });
}
