import {MessageFlags} from 'discord.js';
import {isOutOfSight} from '../commands/messages/reply/consequences.ts';
import type {WayOut} from '../commands/pages/way-out.ts';

/** What to tell the person who asked. */
type Refusal = Pick<WayOut, 'content'> & Partial<WayOut>;

interface PrivateMessage extends Refusal {
  flags: MessageFlags.Ephemeral;
}

/** The part of an interaction that is needed to report an error. */
export interface Answerable {
  deferred: boolean;
  replied: boolean;
  /** Set by `deferReply` and `reply`; `null` after `deferUpdate`, which belongs to an existing message. */
  ephemeral: boolean | null;
  deleteReply(): Promise<unknown>;
  editReply(message: Refusal): Promise<unknown>;
  followUp(message: PrivateMessage): Promise<unknown>;
  reply(message: PrivateMessage): Promise<unknown>;
}

/**
 * Shows the error only to the person who asked. A public reply that shows nothing yet is deleted first, because the next
 * message would replace it, and everybody would see that.
 */
export async function answerError(interaction: Answerable, refusal: Refusal): Promise<void> {
  const message: PrivateMessage = {...refusal, flags: MessageFlags.Ephemeral};
  if (!interaction.deferred && !interaction.replied) {
    await interaction.reply(message);
    return;
  }
  const isPlaceholder = interaction.deferred && !interaction.replied && interaction.ephemeral !== null;
  if (isPlaceholder && interaction.ephemeral) {
    await interaction.editReply(refusal);
    return;
  }
  if (isPlaceholder) await removePlaceholder(interaction);
  await interaction.followUp(message);
}

async function removePlaceholder(interaction: Answerable): Promise<void> {
  try {
    await interaction.deleteReply();
  } catch (error) {
    if (!isOutOfSight(error)) throw error;
  }
}
