import type {ButtonInteraction} from 'discord.js';
import {AppError} from '../errors.ts';
import {isRetry} from './actions.ts';
import {cancelJob} from './cancel.ts';
import {conversationOf} from './conversation.ts';
import {parseCustomId} from './custom-id.ts';
import {deleteJob} from './delete.ts';
import {requireControl} from './permission.ts';
import {retryJob} from './retry.ts';
import type {Services} from './services.ts';

/** Does what a button of a job's message says. @throws AppError */
export async function pressButton(services: Services, interaction: ButtonInteraction): Promise<void> {
  const parsed = parseCustomId(interaction.customId);
  const job = parsed && services.store.get(parsed.jobId);
  if (!parsed || !job) throw new AppError('UNKNOWN_JOB', 'the record of this picture is gone');
  const {action} = parsed;
  const {user, memberPermissions: permissions} = interaction;
  if (isRetry(action)) {
    await interaction.deferReply();
    return retryJob(services, {job, action, owner: user.id}, conversationOf(services.rest, interaction));
  }
  requireControl(job, {id: user.id, permissions});
  await interaction.deferUpdate();
  const {target} = conversationOf(services.rest, interaction);
  if (action === 'delete') return deleteJob(services, job, target);
  await cancelJob(services, job, target, async () => {
    const message = await interaction.fetchReply();
    return message.resolveComponent(interaction.customId) !== null;
  });
}
