import {
  type ButtonInteraction,
  type InteractionEditReplyOptions,
  type MessageComponentInteraction,
  MessageFlags,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import type {StyleCatalogue, StylePreset} from '../../../styles/style-catalogue.ts';
import {requireTurn} from '../../access/credit.ts';
import type {IdHandler} from '../../command.ts';
import {replaceQuestion} from '../../messages/replace-question.ts';
import {stylePicker} from '../../presets/style-picker.ts';
import type {Gallery} from '../../presets/thumbnail-pages.ts';
import type {Services} from '../../services.ts';
import {findPreset, toChoice} from '../../stylize/style-choice.ts';
import {languageOf, wordsFor} from '../../words/words.ts';
import {requireJob} from '../stored-job.ts';
import {visibilityOf} from '../visibility.ts';
import {type Asking, type Paint, prepareRepaint} from './repaint.ts';
import {resuit} from './suited-settings.ts';

const prefix = 'restyle:v1:';

/** 🎨: presets with thumbnails, in private. The chosen one is painted in a new message, and they go. */
export function createRestyling(services: Services, gallery: Gallery) {
  async function show(
    {guildId, locale}: Pick<MessageComponentInteraction, 'guildId' | 'locale'>,
    jobId: string,
    page: number,
  ): Promise<InteractionEditReplyOptions> {
    const catalogue = await services.styles.catalogueOf(guildId ?? undefined);
    const {title} = wordsFor(locale).pages.picker;
    const ids = {
      style: (presetId: string) => `${prefix}${jobId}:${presetId}`,
      page: (index: number) => `${prefix}page:${index}:${jobId}`,
    };
    return {...(await stylePicker(gallery, catalogue, {page, title, ids}, locale))};
  }

  async function paint(interaction: ButtonInteraction, job: JobRecord, presetId: string): Promise<void> {
    const asking = {guildId: interaction.guildId ?? undefined, locale: interaction.locale};
    const catalogue = await services.styles.catalogueOf(asking.guildId);
    const preset = findPreset(catalogue, presetId);
    const owner = interaction.user.id;
    const paintIn = await prepareRestyle(services, {job, owner, preset, catalogue}, asking);
    await replaceQuestion(services, interaction, visibilityOf(job, interaction), async () => paintIn);
  }

  const handler: IdHandler = {
    prefix,
    async handle(interaction) {
      const {customId} = interaction;
      if (!interaction.isButton()) throw new AppError('UNKNOWN_JOB', `no menu for ${customId}`);
      const [, page, shown] = /^restyle:v1:page:(-?\d+):([\w-]+)$/.exec(customId) ?? [];
      if (shown !== undefined) {
        const {id} = requireJob(services.store, shown);
        await interaction.deferUpdate();
        await interaction.editReply(await show(interaction, id, Number(page)));
        return;
      }
      const [, jobId = '', presetId = ''] = /^restyle:v1:([\w-]+):([\w-]+)$/.exec(customId) ?? [];
      await paint(interaction, requireJob(services.store, jobId), presetId);
    },
  };

  return {
    handler,
    async open(interaction: ButtonInteraction, job: JobRecord): Promise<void> {
      requireTurn(services, {owner: interaction.user.id, guildId: interaction.guildId ?? undefined});
      await interaction.deferReply({flags: MessageFlags.Ephemeral});
      await interaction.editReply(await show(interaction, job.id, 0));
    },
  };
}

interface Restyling {
  job: JobRecord;
  owner: string;
  preset: StylePreset;
  catalogue: StyleCatalogue;
}

/** Prepares to paint a job's photo in the style of another painting. @throws AppError like `prepareRepaint` */
export async function prepareRestyle(
  services: Services,
  {job, owner, preset, catalogue}: Restyling,
  asking: Asking,
): Promise<Paint> {
  const {locale} = asking;
  const {defaults, ...style} = toChoice(preset, languageOf(locale));
  const before = catalogue.get(job.styles[0]?.id ?? '')?.defaults;
  return prepareRepaint(
    services,
    {
      job,
      action: 'style',
      owner,
      settings: resuit(job.settings, before, defaults),
      styles: [{...style, weight: 1}],
      paintings: [await catalogue.read(preset.id)],
      changes: [wordsFor(locale).job.changes.style],
    },
    asking,
  );
}

/** The preset that follows the job's in the catalogue; after the last one comes the first. */
export function nextPreset(
  catalogue: Pick<StyleCatalogue, 'list'>,
  {styles}: Pick<JobRecord, 'styles'>,
): StylePreset {
  const presets = catalogue.list();
  const index = presets.findIndex(({id}) => id === styles[0]?.id);
  const next = presets[(index + 1) % presets.length];
  if (!next) throw new Error('Expected a catalogue with presets, received an empty one.');
  return next;
}
