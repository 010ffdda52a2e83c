import {type BaseInteraction, InteractionContextType, MessageFlags} from 'discord.js';
import type {JobRecord} from '../../jobs/job.ts';

/** Options for `deferReply`: answers to a private picture are private too, unless the whole place is private. */
export function visibilityOf(
  {ephemeral}: Pick<JobRecord, 'ephemeral'>,
  {context}: Pick<BaseInteraction, 'context'>,
): {flags?: MessageFlags.Ephemeral} {
  return ephemeral && context !== InteractionContextType.BotDM ? {flags: MessageFlags.Ephemeral} : {};
}
