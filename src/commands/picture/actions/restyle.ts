import {
  type ButtonInteraction,
  type InteractionEditReplyOptions,
  type MessageComponentInteraction,
  MessageFlags,
  type StringSelectMenuInteraction,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import type {StyleCatalogue, StylePreset} from '../../../styles/style-catalogue.ts';
import type {IdHandler} from '../../command.ts';
import {type Conversation, deferReply} from '../../messages/conversation.ts';
import {pager} from '../../messages/view/pager.ts';
import {styleMenu} from '../../presets/style-menu.ts';
import type {Gallery} from '../../presets/thumbnail-pages.ts';
import type {Services} from '../../services.ts';
import {findPreset, toChoice} from '../../stylize/style-choice.ts';
import {languageOf, wordsFor} from '../../words/words.ts';
import {requireJob} from '../stored-job.ts';
import {visibilityOf} from '../visibility.ts';
import {repaint} from './repaint.ts';
import {resuit} from './suited-settings.ts';

const prefix = 'restyle:v1:';

/** 🎨: a private menu of presets with thumbnails. The chosen one is painted in a new message. */
export function createRestyling(services: Services, gallery: Gallery) {
  async function show(
    {guildId, locale}: Pick<MessageComponentInteraction, 'guildId' | 'locale'>,
    jobId: string,
    wanted: number,
  ): Promise<InteractionEditReplyOptions> {
    const catalogue = await services.styles.catalogueOf(guildId ?? undefined);
    const page = gallery.page(catalogue, wanted);
    const words = wordsFor(locale);
    return {
      content: `**${words.pages.picker.title}**`,
      components: [
        styleMenu(page, `${prefix}style:${page.index}:${jobId}`, locale),
        ...pager(page, (index) => `${prefix}page:${index}:${jobId}`, words),
      ],
      files: [await gallery.sheet(catalogue, page, locale)],
    };
  }

  async function paint(interaction: StringSelectMenuInteraction, job: JobRecord): Promise<void> {
    const conversation = await deferReply(services.rest, interaction, visibilityOf(job, interaction));
    const catalogue = await services.styles.catalogueOf(interaction.guildId ?? undefined);
    const preset = findPreset(catalogue, interaction.values[0] ?? '');
    const owner = interaction.user.id;
    await restyle(services, {job, owner, preset, catalogue}, conversation);
  }

  const handler: IdHandler = {
    prefix,
    async handle(interaction) {
      const [, use, page, jobId] =
        /^restyle:v1:(style|page):(\d+):([\w-]+)$/.exec(interaction.customId) ?? [];
      if (!interaction.isMessageComponent() || !use || !jobId)
        throw new AppError('UNKNOWN_JOB', `no menu for ${interaction.customId}`);
      const job = requireJob(services.store, jobId);
      if (interaction.isStringSelectMenu()) return paint(interaction, job);
      await interaction.deferUpdate();
      await interaction.editReply(await show(interaction, jobId, Number(page)));
    },
  };

  return {
    handler,
    async open(interaction: ButtonInteraction, job: JobRecord): Promise<void> {
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

/** Paints a job's photo in the style of another painting. */
export async function restyle(
  services: Services,
  {job, owner, preset, catalogue}: Restyling,
  conversation: Pick<Conversation, 'place'>,
): Promise<void> {
  const {locale} = conversation.place;
  const {defaults, ...style} = toChoice(preset, languageOf(locale));
  const before = catalogue.get(job.styles[0]?.id ?? '')?.defaults;
  await repaint(
    services,
    {
      job,
      action: 'style',
      owner,
      settings: resuit(job.settings, before, defaults),
      styles: [{...style, weight: 1}],
      paintings: [await catalogue.read(preset.id)],
      changes: [wordsFor(locale).job.changes.style(style.title)],
    },
    conversation,
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
