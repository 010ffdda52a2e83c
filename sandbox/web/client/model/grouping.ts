/** Decides which messages show their author's name and which follow on without it. */
import type {APIMessage} from 'discord-api-types/v10';
import {isSameDay} from './times.ts';

/** Discord's value. */
const groupGapMs = 7 * 60_000;

export function beginsDay(message: APIMessage, before: APIMessage | undefined): boolean {
  return !before || !isSameDay(new Date(message.timestamp), new Date(before.timestamp));
}

export function beginsGroup(message: APIMessage, before: APIMessage | undefined): boolean {
  if (!before || beginsDay(message, before)) return true;
  const gap = new Date(message.timestamp).getTime() - new Date(before.timestamp).getTime();
  const answersSomething = Boolean(message.interaction_metadata || message.message_reference);
  return answersSomething || before.author.id !== message.author.id || gap > groupGapMs;
}
