import {type ButtonInteraction, MessageFlags} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobRecord} from '../../jobs/job.ts';
import {requireControl} from '../access/permission.ts';
import type {IdHandler} from '../command.ts';
import {jobPrefix, parseCustomId} from '../custom-id.ts';
import {conversationOf, deferReply} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {cancelJob, stillOffers} from './actions/cancel.ts';
import {deleteJob, deleteTraces} from './actions/delete.ts';
import {offerToKeep} from './actions/gallery.ts';
import {infoOf} from './actions/info.ts';
import {requireKeepable} from './actions/keep.ts';
import type {createRestyling} from './actions/restyle.ts';
import {prepareRetry} from './actions/retry.ts';
import {postTimeLapse, requireTimeLapse} from './actions/send-time-lapse.ts';
import {openTweak} from './actions/tweak.ts';
import {pressBell} from './bell/press-bell.ts';
import {createReportAllowance} from './report/report-allowance.ts';
import {reportPicture} from './report/report-picture.ts';
import {requireJob} from './stored-job.ts';
import {visibilityOf} from './visibility.ts';

type Restyling = Pick<ReturnType<typeof createRestyling>, 'open'>;

/** Handles the buttons of a job's message. */
export function jobButtons(services: Services, restyling: Restyling): IdHandler {
  const reporting = {...services, allowance: createReportAllowance()};
  return {
    prefix: jobPrefix,
    async handle(interaction) {
      const parsed = parseCustomId(interaction.customId);
      if (!parsed || !interaction.isButton())
        throw new AppError('UNKNOWN_JOB', `no button for ${interaction.customId}`);
      const {action} = parsed;
      if (action === 'delete' && !services.store.get(parsed.jobId))
        return endForgotten(services, interaction, parsed.jobId);
      if (action === 'report') return reportPicture(reporting, interaction, parsed.jobId);
      const job = requireJob(services.store, parsed.jobId);
      const owner = interaction.user.id;
      if (action === 'style') return restyling.open(interaction, job);
      if (action === 'tweak') return openTweak(services, interaction, job);
      if (action === 'info') return showInfo(interaction, job);
      if (action === 'keep') return keep(services, interaction, job);
      if (action === 'delete' || action === 'cancel') return end(services, interaction, job, action);
      if (action === 'bell' || action === 'hush')
        return pressBell(services, interaction, job, action === 'bell');
      const answer = () => deferReply(services.rest, interaction, visibilityOf(job, interaction));
      if (action === 'timelapse') {
        await requireTimeLapse(services, {job, owner});
        return postTimeLapse(services, {job, owner}, await answer());
      }
      const asking = {guildId: interaction.guildId ?? undefined, locale: interaction.locale};
      const paintIn = await prepareRetry(services, {job, action, owner}, asking);
      await paintIn(await answer());
    },
  };
}

/** The record is gone, but not whose picture it was. */
async function endForgotten(
  services: Services,
  interaction: ButtonInteraction,
  jobId: string,
): Promise<void> {
  const {user, memberPermissions: permissions, message} = interaction;
  const [trace] = services.store.traces.of({jobId});
  requireControl(trace ?? requireJob(services.store, jobId), {id: user.id, permissions});
  await interaction.deferUpdate();
  const {target} = conversationOf(services.rest, interaction);
  await deleteTraces(services, jobId, {id: message.id, target});
}

async function showInfo(interaction: ButtonInteraction, job: JobRecord): Promise<void> {
  const content = infoOf(job, wordsFor(interaction.locale));
  await interaction.reply({content, flags: MessageFlags.Ephemeral});
}

async function keep(services: Services, interaction: ButtonInteraction, job: JobRecord): Promise<void> {
  const {locale, user, memberPermissions: permissions} = interaction;
  const actor = {id: user.id, permissions};
  requireKeepable(services, job, actor);
  await interaction.deferReply({flags: MessageFlags.Ephemeral});
  await interaction.editReply(await offerToKeep(services, job, {actor, locale}));
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
  if (action === 'delete')
    return deleteJob(services, job, {id: interaction.message.id, target: conversation.target});
  await cancelJob(services, job, conversation, stillOffers(interaction));
}
