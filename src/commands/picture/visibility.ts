import {type BaseInteraction, InteractionContextType, MessageFlags} from 'discord.js';
import type {JobRecord} from '../../jobs/job.ts';

/** For `deferReply`: what follows a private picture is private too, unless the place is private as it is. */
export function visibilityOf(
  {ephemeral}: Pick<JobRecord, 'ephemeral'>,
  {context}: Pick<BaseInteraction, 'context'>,
): {flags?: MessageFlags.Ephemeral} {
  return ephemeral && context !== InteractionContextType.BotDM ? {flags: MessageFlags.Ephemeral} : {};
}
