import {MessageFlags} from 'discord.js';
import {isOutOfSight} from '../commands/messages/reply/consequences.ts';

interface PrivateMessage {
  content: string;
  flags: MessageFlags.Ephemeral;
}

/** The part of an interaction that is needed to report an error. */
export interface Answerable {
  deferred: boolean;
  replied: boolean;
  /** Set by `deferReply` and `reply`; `null` after `deferUpdate`, which belongs to an existing message. */
  ephemeral: boolean | null;
  deleteReply(): Promise<unknown>;
  followUp(message: PrivateMessage): Promise<unknown>;
  reply(message: PrivateMessage): Promise<unknown>;
}

/**
 * Shows the error only to the person who asked. A deferred reply that shows nothing yet is deleted first, because the
 * next message would replace it, and everybody would see that.
 */
export async function answerError(interaction: Answerable, words: string): Promise<void> {
  const message: PrivateMessage = {content: words, flags: MessageFlags.Ephemeral};
  if (!interaction.deferred && !interaction.replied) {
    await interaction.reply(message);
    return;
  }
  if (interaction.deferred && !interaction.replied && interaction.ephemeral !== null)
    await removePlaceholder(interaction);
  await interaction.followUp(message);
}

async function removePlaceholder(interaction: Answerable): Promise<void> {
  try {
    await interaction.deleteReply();
  } catch (error) {
    if (!isOutOfSight(error)) throw error;
  }
}
