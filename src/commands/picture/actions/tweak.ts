import type {ButtonInteraction, ModalSubmitInteraction} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import type {IdHandler} from '../../command.ts';
import {deferReply} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';
import {toSettings} from '../../stylize/stylize-settings.ts';
import {wordsFor} from '../../words/words.ts';
import {requireJob} from '../stored-job.ts';
import {visibilityOf} from '../visibility.ts';
import {repaint} from './repaint.ts';
import {changesBetween, readTweak, tweakForm} from './tweak-form.ts';

const prefix = 'tweak:v1:';

/** ⚙️: opens a form with a picture's settings. The result is painted in a new message. */
export async function openTweak(
  {guildSettings}: Pick<Services, 'guildSettings'>,
  interaction: ButtonInteraction,
  {id, settings}: JobRecord,
): Promise<void> {
  const {locale, guildId} = interaction;
  const {maxSize} = guildSettings.of(guildId ?? undefined);
  await interaction.showModal(tweakForm(`${prefix}${id}`, settings, {maxSize, locale}));
}

/** Handles the filled-in form. */
export function tweakHandler(services: Services): IdHandler {
  return {
    prefix,
    async handle(interaction) {
      if (!interaction.isModalSubmit())
        throw new AppError('UNKNOWN_JOB', `no form for ${interaction.customId}`);
      await paintTweaked(services, interaction);
    },
  };
}

async function paintTweaked(services: Services, interaction: ModalSubmitInteraction): Promise<void> {
  const {customId, guildId, fields, locale, user} = interaction;
  const job = requireJob(services.store, customId.slice(prefix.length));
  const {maxSize} = services.guildSettings.of(guildId ?? undefined);
  const settings = toSettings({...services.config, maxSize}, readTweak(fields, {maxSize}), Math.random);
  const conversation = await deferReply(services.rest, interaction, visibilityOf(job, interaction));
  const changes = changesBetween(job.settings, settings, wordsFor(locale));
  await repaint(services, {job, action: 'tweak', owner: user.id, settings, changes}, conversation);
}
