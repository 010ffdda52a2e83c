import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIEmbed,
  ApplicationCommandType,
  type ButtonInteraction,
  ButtonStyle,
  ComponentType,
  type InteractionEditReplyOptions,
  MessageFlags,
} from 'discord.js';
import type {StylePreset} from '../../styles/style-catalogue.ts';
import type {IdHandler, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {pager} from '../messages/view/pager.ts';
import {originOf, titleOf} from '../messages/view/preset.ts';
import type {Services} from '../services.ts';
import type {TakeOrder} from '../stylize/take-order.ts';
import {localized} from '../words/localized.ts';
import {languageOf, type Words, wordsFor} from '../words/words.ts';
import {Gallery, type GalleryPage, sheetName} from './thumbnail-pages.ts';
import {paintFromForm, photoForm} from './use-on-photo.ts';

const prefix = 'styles:v1:';
/** Discord's limit for an embed's footer. */
const maxFooterLength = 2048;
const layout = {pageSize: 6, columns: 3, side: 256};

export const stylesDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.styles),
  ...everywhere,
};

/** `/styles`: the presets with their pictures, a page at a time, and a form to use one. Only its reader sees it. */
export function stylesCommand(
  {styles}: Pick<Services, 'styles'>,
  takeOrder: TakeOrder,
): {command: SlashCommand; handler: IdHandler} {
  const gallery = new Gallery(layout);

  async function show({guildId, locale}: Reader, wanted: number): Promise<InteractionEditReplyOptions> {
    const catalogue = await styles.catalogueOf(guildId ?? undefined);
    const page = gallery.page(catalogue, wanted);
    const words = wordsFor(locale);
    return {
      embeds: pageEmbeds(page, locale),
      components: [useButton(page, words), ...pager(page, (index) => `${prefix}${index}`, words)],
      files: [await gallery.sheet(catalogue, page, locale)],
    };
  }

  async function press(interaction: ButtonInteraction): Promise<void> {
    const [, use, number] = /^styles:v1:(use:)?(-?\d+)$/.exec(interaction.customId) ?? [];
    const wanted = Number(number ?? 0);
    if (use === undefined) {
      await interaction.deferUpdate();
      await interaction.editReply(await show(interaction, wanted));
      return;
    }
    const catalogue = await styles.catalogueOf(interaction.guildId ?? undefined);
    const {presets} = gallery.page(catalogue, wanted);
    await interaction.showModal(photoForm(`${prefix}form`, presets, interaction.locale));
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
        if (interaction.isButton()) return press(interaction);
        if (interaction.isModalSubmit()) return paintFromForm(takeOrder, interaction);
      },
    },
  };
}

interface Reader {
  guildId: string | null;
  locale: string;
}

/** The picture first: an embed shows its picture below its text. */
function pageEmbeds({index, pages, firstNumber, presets}: GalleryPage, locale: string): APIEmbed[] {
  const {styles} = wordsFor(locale).pages;
  const lines = presets.map((preset, offset) => describe(preset, firstNumber + offset, locale));
  const footer = [licences(presets, firstNumber, styles.licence), styles.page(index + 1, pages)];
  return [
    {title: styles.title, image: {url: `attachment://${sheetName}`}},
    {
      description: lines.join('\n'),
      footer: {text: footer.filter(Boolean).join(' · ').slice(-maxFooterLength)},
    },
  ];
}

function describe(preset: StylePreset, number: number, locale: string): string {
  const language = languageOf(locale);
  const origin = originOf(preset, language);
  return `${number}. **${titleOf(preset, language)}**${origin && ` · ${origin}`}`;
}

/** Each licence once, behind the numbers of the paintings that have it, unless all have the same. */
function licences(
  presets: readonly StylePreset[],
  firstNumber: number,
  nameOf: (licence: string) => string,
): string {
  const numbers = new Map<string, number[]>();
  for (const [offset, {licence}] of presets.entries()) {
    if (licence) numbers.set(licence, [...(numbers.get(licence) ?? []), firstNumber + offset]);
  }
  const [[only, all] = ['', []]] = numbers;
  if (all.length === presets.length) return nameOf(only);
  return [...numbers].map(([licence, of]) => `${of.join(', ')}: ${nameOf(licence)}`).join(' · ');
}

function useButton({index}: GalleryPage, {pages}: Words): APIActionRowComponent<APIButtonComponent> {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.Button,
        style: ButtonStyle.Primary,
        label: pages.styles.use,
        custom_id: `${prefix}use:${index}`,
      },
    ],
  };
}
