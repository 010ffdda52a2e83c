import {ApplicationCommandType, type InteractionEditReplyOptions, MessageFlags} from 'discord.js';
import type {StylePreset} from '../nst/styles.ts';
import type {IdHandler, IdInteraction, SlashCommand} from './command.ts';
import {everywhere} from './everywhere.ts';
import {Gallery, sheetName} from './gallery/gallery.ts';
import type {Services} from './services.ts';
import {pager} from './view/pager.ts';
import {localized} from './words/localized.ts';
import {type Words, wordsFor} from './words/words.ts';

const prefix = 'styles:v1:';
const layout = {pageSize: 6, columns: 3, side: 256};

export const stylesDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.styles),
  ...everywhere,
};

/** `/styles`: the presets with their pictures, a page at a time, for whoever asked alone. */
export function stylesCommand({styles}: Pick<Services, 'styles'>): {
  command: SlashCommand;
  handler: IdHandler;
} {
  const gallery = new Gallery(styles, layout);
  return {
    command: {
      definition: stylesDefinition,
      async execute(interaction) {
        await interaction.deferReply({flags: MessageFlags.Ephemeral});
        await interaction.editReply(await showPage(gallery, 0, wordsFor(interaction.locale)));
      },
    },
    handler: {
      prefix,
      handle: (interaction) => turnPage(gallery, interaction),
    },
  };
}

async function turnPage(gallery: Gallery, interaction: IdInteraction): Promise<void> {
  if (!interaction.isButton()) return;
  await interaction.deferUpdate();
  const page = Number.parseInt(interaction.customId.slice(prefix.length), 10);
  await interaction.editReply(await showPage(gallery, page || 0, wordsFor(interaction.locale)));
}

async function showPage(
  gallery: Gallery,
  wanted: number,
  words: Words,
): Promise<InteractionEditReplyOptions> {
  const page = gallery.page(wanted);
  const entries = page.presets.map((preset, offset) => describe(preset, page.firstNumber + offset, words));
  const footer = words.pages.styles.page(page.index + 1, page.pages);
  return {
    embeds: [
      {
        title: words.pages.styles.title,
        description: entries.join('\n\n'),
        image: {url: `attachment://${sheetName}`},
        footer: {text: footer},
      },
    ],
    components: pager(page, (index) => `${prefix}${index}`, words),
    files: [await gallery.sheet(page, words)],
  };
}

function describe({id, title, artist, year, licence}: StylePreset, number: number, words: Words): string {
  const {stylize} = words.commands;
  const {styles} = words.pages;
  return [
    `**${number}. ${title}** · ${artist}, ${year}`,
    styles.licence(licence),
    styles.use(stylize.name, stylize.options.style.name, id),
  ].join('\n');
}
