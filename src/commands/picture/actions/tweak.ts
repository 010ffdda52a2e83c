import {
  type ButtonInteraction,
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type ModalSubmitFields,
  type ModalSubmitInteraction,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import type {RenderSettings} from '../../../nst/contract/protocol.ts';
import type {IdHandler} from '../../command.ts';
import {deferReply} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';
import {toSettings} from '../../stylize/stylize-settings.ts';
import {wordsFor} from '../../words/words.ts';
import {requireJob} from '../stored-job.ts';
import {visibilityOf} from '../visibility.ts';
import {type Paint, prepareRepaint} from './repaint.ts';
import {
  changesBetween,
  readTweak,
  type TweakValues,
  tweakFields,
  tweakForm,
  tweakValues,
} from './tweak-form.ts';

const prefix = 'tweak:v1:';
/** Not in what people typed: anything but plain characters is taken out, so that the id is short enough. */
const separator = '|';
const unsafe = /[^ -{}~]/g;

/** ⚙️: opens a form with a picture's settings. The result is painted in a new message. */
export async function openTweak(
  services: Services,
  interaction: ButtonInteraction,
  {id, settings}: JobRecord,
): Promise<void> {
  const form = formOf(services, interaction);
  await interaction.showModal(tweakForm(`${prefix}${id}`, tweakValues(settings, form), form));
}

/** Handles the filled-in form, and the button below a refused one, which opens it again as it was sent. */
export function tweakHandler(services: Services): IdHandler {
  return {
    prefix,
    async handle(interaction) {
      if (interaction.isButton()) return editAgain(services, interaction);
      if (!interaction.isModalSubmit())
        throw new AppError('UNKNOWN_JOB', `no form for ${interaction.customId}`);
      await paintTweaked(services, interaction);
    },
  };
}

async function editAgain(services: Services, interaction: ButtonInteraction): Promise<void> {
  const [jobId = '', ...typed] = interaction.customId.slice(prefix.length).split(separator);
  const {id} = requireJob(services.store, jobId);
  const values = Object.fromEntries(tweakFields.map((name, index) => [name, typed[index] ?? '']));
  const form = formOf(services, interaction);
  await interaction.showModal(tweakForm(`${prefix}${id}`, values as TweakValues, form));
}

async function paintTweaked(services: Services, interaction: ModalSubmitInteraction): Promise<void> {
  const {customId, locale, user} = interaction;
  const job = requireJob(services.store, customId.slice(prefix.length));
  const values = valuesOf(interaction.fields);
  let paintIn: Paint;
  try {
    const settings = settingsFrom(services, interaction, job, values);
    const told = changesBetween(job.settings, settings, wordsFor(locale));
    const repainting = {job, action: 'tweak' as const, owner: user.id, settings, ...told};
    const asking = {guildId: interaction.guildId ?? undefined, locale};
    paintIn = await prepareRepaint(services, repainting, asking);
  } catch (error) {
    // Another form does not bring back what is gone.
    if (!(error instanceof AppError) || error.code === 'UNKNOWN_JOB') throw error;
    return refuse(services, interaction, {job, values, error});
  }
  await paintIn(await deferReply(services.rest, interaction, visibilityOf(job, interaction)));
}

function settingsFrom(
  services: Services,
  interaction: ModalSubmitInteraction,
  {settings: {seed}}: JobRecord,
  values: TweakValues,
): RenderSettings {
  const {maxSize} = formOf(services, interaction);
  return toSettings({...services.config, maxSize}, {...readTweak(values, {maxSize}), seed}, Math.random);
}

async function refuse(
  services: Services,
  interaction: ModalSubmitInteraction,
  {job, values, error}: {job: JobRecord; values: TweakValues; error: AppError},
): Promise<void> {
  const {locale} = interaction;
  const typed = tweakFields.map((name) => values[name].replaceAll(unsafe, ''));
  const button = {
    type: ComponentType.Button as const,
    style: ButtonStyle.Primary as const,
    label: wordsFor(locale).buttons.editAgain,
    custom_id: `${prefix}${[job.id, ...typed].join(separator)}`,
  };
  await interaction.reply({
    content: services.explain(error, locale),
    components: [{type: ComponentType.ActionRow, components: [button]}],
    flags: MessageFlags.Ephemeral,
  });
}

function valuesOf(fields: ModalSubmitFields): TweakValues {
  return {
    strength: fields.getTextInputValue('strength'),
    styleScale: fields.getTextInputValue('styleScale'),
    size: fields.getTextInputValue('size'),
    quality: fields.getStringSelectValues('quality')[0] ?? '',
    colors: fields.getStringSelectValues('colors')[0] ?? '',
  };
}

function formOf(
  {guildSettings}: Pick<Services, 'guildSettings'>,
  {guildId, locale}: Pick<ButtonInteraction, 'guildId' | 'locale'>,
) {
  return {maxSize: guildSettings.of(guildId ?? undefined).maxSize, words: wordsFor(locale)};
}
