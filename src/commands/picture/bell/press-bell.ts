import type {ButtonInteraction} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import {conversationOf} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';
import {bringUpToDate, stillOffers} from '../actions/cancel.ts';

/**
 * 🔔 while a picture waits or is painted: whether its owner wants to be told when it ends. The job's own message then
 * shows the other button. Editing it from here could put the old buttons back under a picture that has just come.
 */
export async function pressBell(
  services: Services,
  interaction: ButtonInteraction,
  job: JobRecord,
  wanted: boolean,
): Promise<void> {
  if (job.owner !== interaction.user.id) {
    throw new AppError('NOT_ALLOWED', 'only the requester can be notified of this picture', {
      detail: {reason: 'notYourBell'},
    });
  }
  await interaction.deferUpdate();
  if (services.active.setBell(job.id, wanted)) return;
  await bringUpToDate(services, job, conversationOf(services.rest, interaction), stillOffers(interaction));
}
