import {
  type APIEmbed,
  ApplicationCommandType,
  type InteractionEditReplyOptions,
  MessageFlags,
} from 'discord.js';
import type {StylePreset} from '../../styles/style-catalogue.ts';
import type {IdHandler, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {pager} from '../messages/view/pager.ts';
import {originOf, titleOf} from '../messages/view/preset.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {languageOf, wordsFor} from '../words/words.ts';
import {Gallery, type GalleryPage, sheetName} from './thumbnail-pages.ts';

const prefix = 'styles:v1:';
const layout = {pageSize: 6, columns: 3, side: 256};

export const stylesDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.styles),
  ...everywhere,
};

/** `/styles`: the presets with their pictures, a page at a time. Only the person who asked sees it. */
export function stylesCommand({styles}: Pick<Services, 'styles'>): {
  command: SlashCommand;
  handler: IdHandler;
} {
  const gallery = new Gallery(layout);

  async function show({guildId, locale}: Reader, wanted: number): Promise<InteractionEditReplyOptions> {
    const catalogue = await styles.catalogueOf(guildId ?? undefined);
    const page = gallery.page(catalogue, wanted);
    return {
      embeds: [pageEmbed(page, locale)],
      components: pager(page, (index) => `${prefix}${index}`, wordsFor(locale)),
      files: [await gallery.sheet(catalogue, page, locale)],
    };
  }

  return {
    command: {
      definition: stylesDefinition,
      async execute(interaction) {
        await interaction.deferReply({flags: MessageFlags.Ephemeral});
        await interaction.editReply(await show(interaction, 0));
      },
    },
    handler: {
      prefix,
      async handle(interaction) {
        if (!interaction.isButton()) return;
        await interaction.deferUpdate();
        const page = Number.parseInt(interaction.customId.slice(prefix.length), 10) || 0;
        await interaction.editReply(await show(interaction, page));
      },
    },
  };
}

interface Reader {
  guildId: string | null;
  locale: string;
}

function pageEmbed({index, pages, firstNumber, presets}: GalleryPage, locale: string): APIEmbed {
  const {styles} = wordsFor(locale).pages;
  const entries = presets.map((preset, offset) => describe(preset, firstNumber + offset, locale));
  return {
    title: styles.title,
    description: entries.join('\n\n'),
    image: {url: `attachment://${sheetName}`},
    footer: {text: styles.page(index + 1, pages)},
  };
}

function describe(preset: StylePreset, number: number, locale: string): string {
  const {commands, pages} = wordsFor(locale);
  const {name, options} = commands.stylize;
  const {id, licence} = preset;
  const origin = originOf(preset);
  return [
    `**${number}. ${titleOf(preset, languageOf(locale))}**${origin && ` · ${origin}`}`,
    ...(licence ? [pages.styles.licence(licence)] : []),
    pages.styles.use(name, options.style.name, id),
  ].join('\n');
}
