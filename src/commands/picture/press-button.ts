import {type ButtonInteraction, MessageFlags} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobRecord} from '../../jobs/job.ts';
import {requireControl} from '../access/permission.ts';
import type {IdHandler} from '../command.ts';
import {jobPrefix, parseCustomId} from '../custom-id.ts';
import {conversationOf, deferReply} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {cancelJob} from './actions/cancel.ts';
import {deleteJob} from './actions/delete.ts';
import {keepJob} from './actions/keep.ts';
import type {createRestyling} from './actions/restyle.ts';
import {retryJob} from './actions/retry.ts';
import {postTimeLapse} from './actions/send-time-lapse.ts';
import {openTweak} from './actions/tweak.ts';
import {requireJob} from './stored-job.ts';
import {visibilityOf} from './visibility.ts';

type Restyling = Pick<ReturnType<typeof createRestyling>, 'open'>;

/** Handles the buttons of a job's message. */
export function jobButtons(services: Services, restyling: Restyling): IdHandler {
  return {
    prefix: jobPrefix,
    async handle(interaction) {
      const parsed = parseCustomId(interaction.customId);
      if (!parsed || !interaction.isButton())
        throw new AppError('UNKNOWN_JOB', `no button for ${interaction.customId}`);
      const job = requireJob(services.store, parsed.jobId);
      const {action} = parsed;
      const owner = interaction.user.id;
      if (action === 'style') return restyling.open(interaction, job);
      if (action === 'tweak') return openTweak(services, interaction, job);
      if (action === 'keep') return keep(services, interaction, job);
      if (action === 'delete' || action === 'cancel') return end(services, interaction, job, action);
      const conversation = await deferReply(services.rest, interaction, visibilityOf(job, interaction));
      if (action === 'timelapse') return postTimeLapse(services, {job, owner}, conversation);
      await retryJob(services, {job, action, owner}, conversation);
    },
  };
}

async function keep(services: Services, interaction: ButtonInteraction, job: JobRecord): Promise<void> {
  await interaction.deferReply({flags: MessageFlags.Ephemeral});
  const {locale, user, memberPermissions: permissions} = interaction;
  await interaction.editReply(await keepJob(services, job, {actor: {id: user.id, permissions}, locale}));
}

async function end(
  services: Services,
  interaction: ButtonInteraction,
  job: JobRecord,
  action: 'delete' | 'cancel',
): Promise<void> {
  const {user, memberPermissions: permissions} = interaction;
  requireControl(job, {id: user.id, permissions});
  await interaction.deferUpdate();
  const conversation = conversationOf(services.rest, interaction);
  if (action === 'delete') return deleteJob(services, job, conversation.target);
  await cancelJob(services, job, conversation, async () => {
    const message = await interaction.fetchReply();
    return message.resolveComponent(interaction.customId) !== null;
  });
}
