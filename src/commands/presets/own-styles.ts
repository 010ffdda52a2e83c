import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  escapeMarkdown,
  InteractionContextType,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import pLimit from 'p-limit';
import {AppError} from '../../errors.ts';
import type {StylePreset} from '../../styles/style-catalogue.ts';
import type {StyleShelf} from '../../styles/style-shelf.ts';
import {fetchImage} from '../attachments/fetch-image.ts';
import type {SlashCommand} from '../command.ts';
import {originOf} from '../messages/view/preset.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {languageOf, wordsFor} from '../words/words.ts';

/** Discord's limits: the number of suggestions, and the length of each. */
const maxSuggestions = 25;
const maxNameLength = 100;
/** The catalogue's limit for titles and artists. */
const maxTextLength = 80;

/** For people who manage a guild that the bot is in. The guild may open the commands to others. */
const forManagers = {
  default_member_permissions: String(PermissionFlagsBits.ManageGuild),
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild],
};

const {String: Text, Attachment} = ApplicationCommandOptionType;

export const stylesAddDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.stylesAdd),
  ...forManagers,
  options: [
    {
      ...localized(({commands}) => commands.stylesAdd.options.title),
      type: Text,
      required: true,
      max_length: maxTextLength,
    },
    {
      ...localized(({commands}) => commands.stylesAdd.options.image),
      type: Attachment,
      required: true,
      file_types: ['image'],
    },
    {
      ...localized(({commands}) => commands.stylesAdd.options.artist),
      type: Text,
      max_length: maxTextLength,
    },
  ],
};

export const stylesRemoveDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.stylesRemove),
  ...forManagers,
  options: [
    {
      ...localized(({commands}) => commands.stylesRemove.options.style),
      type: Text,
      required: true,
      autocomplete: true,
    },
  ],
};

/** `/styles-add` and `/styles-remove`: a guild's own paintings, as well as those that everybody has. */
export function ownStylesCommands(services: Services): SlashCommand[] {
  // Decodes one picture at a time, because decoding takes much memory.
  const gate = pLimit(1);
  return [
    {
      definition: stylesAddDefinition,
      execute: (interaction) => gate(() => add(services, interaction)),
    },
    {
      definition: stylesRemoveDefinition,
      execute: (interaction) => remove(services, interaction),
      autocomplete: (interaction) => suggest(services, interaction),
    },
  ];
}

async function add(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  const {options, locale, user} = interaction;
  await interaction.deferReply({flags: MessageFlags.Ephemeral});
  const shelf = shelfOf(services, interaction);
  const {bytes: image} = await fetchImage(services, 'image', options.getAttachment('image', true));
  const title = options.getString('title', true);
  const artist = options.getString('artist') ?? '';
  const preset = await shelf.add({title, artist, image, addedBy: user.id});
  services.log.info({guildId: interaction.guildId, style: preset.id, userId: user.id}, 'style added');
  const {pages, commands} = wordsFor(locale);
  await interaction.editReply(pages.ownStyles.added(escapeMarkdown(preset.title), commands.stylize.name));
}

async function remove(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  await interaction.deferReply({flags: MessageFlags.Ephemeral});
  const shelf = shelfOf(services, interaction);
  const name = interaction.options.getString('style', true).trim();
  const preset = (await shelf.list()).find(({id, title}) => id === name || title === name);
  if (!preset || !(await shelf.remove(preset.id))) {
    const received = escapeMarkdown(name.slice(0, maxNameLength));
    throw new AppError('UNKNOWN_STYLE', `expected a style of this guild, received ${received}`, {
      detail: {reason: 'notAdded', received},
    });
  }
  const {guildId, locale, user} = interaction;
  services.log.info({guildId, style: preset.id, userId: user.id}, 'style removed');
  await interaction.editReply(wordsFor(locale).pages.ownStyles.removed(escapeMarkdown(preset.title)));
}

async function suggest(services: Services, interaction: AutocompleteInteraction): Promise<void> {
  const typed = interaction.options.getFocused().trim().toLowerCase();
  const presets = await shelfOf(services, interaction).list();
  const fits = ({id, title}: StylePreset) => id.includes(typed) || title.toLowerCase().includes(typed);
  await interaction.respond(
    presets
      .filter(fits)
      .slice(0, maxSuggestions)
      .map((preset) => ({
        name: [preset.title, originOf(preset, languageOf(interaction.locale))]
          .filter(Boolean)
          .join(' — ')
          .slice(0, maxNameLength),
        value: preset.id,
      })),
  );
}

/** Discord offers these commands only in guilds. @throws AppError `ONLY_IN_SERVERS` */
function shelfOf({styles}: Pick<Services, 'styles'>, {guildId}: {guildId: string | null}): StyleShelf {
  if (!guildId) throw new AppError('ONLY_IN_SERVERS', 'expected a guild, received none');
  return styles.shelfOf(guildId);
}
