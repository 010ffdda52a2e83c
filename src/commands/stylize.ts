import {
  type Attachment,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
} from 'discord.js';
import type {Config} from '../config.ts';
import {colorModes, defaultSettings, limits, qualities} from '../nst/protocol.ts';
import {createIntake, type FetchImage, type TakeIn} from './attachments/intake.ts';
import type {SlashCommand} from './command.ts';
import {conversationOf} from './conversation.ts';
import {runJob} from './run-job.ts';
import type {Services} from './services.ts';
import {chooseStyle, type StyleChoice, suggestStyles} from './style-choice.ts';
import {toSettings} from './stylize-settings.ts';
import {colorWords} from './view/words.ts';

export function stylizeCommand(services: Services): SlashCommand {
  const takeIn = createIntake(services);
  return {
    definition: stylizeDefinition(services.config),
    execute: (interaction) => stylize(services, takeIn, interaction),
    autocomplete: (interaction) => autocompleteStyle(services, interaction),
  };
}

export function stylizeDefinition({maxSize, defaultSize, defaultQuality}: StylizeDefaults) {
  return new SlashCommandBuilder()
    .setName('stylize')
    .setDescription('Repaint a photo in the style of a painting')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .addAttachmentOption((option) =>
      option.setName('image').setDescription('The photo to repaint').setRequired(true).setFileTypes('image'),
    )
    .addStringOption((option) =>
      option.setName('style').setDescription('A painting to follow').setAutocomplete(true),
    )
    .addAttachmentOption((option) =>
      option
        .setName('style_image')
        .setDescription('Your own painting to follow instead')
        .setFileTypes('image'),
    )
    .addNumberOption((option) =>
      option
        .setName('strength')
        .setDescription(`How much style against how much photo (default ${defaultSettings.strength})`)
        .setMinValue(limits.minStrength)
        .setMaxValue(limits.maxStrength),
    )
    .addIntegerOption((option) =>
      option
        .setName('size')
        .setDescription(`Longest side of the picture in pixels (default ${defaultSize})`)
        .setMinValue(limits.minSize)
        .setMaxValue(maxSize),
    )
    .addStringOption((option) =>
      option
        .setName('quality')
        .setDescription(`More quality takes more time (default ${defaultQuality})`)
        .addChoices(qualities.map((value) => ({name: value, value}))),
    )
    .addStringOption((option) =>
      option
        .setName('colors')
        .setDescription(`Where the colours come from (default ${colorWords[defaultSettings.colors]})`)
        .addChoices(colorModes.map((value) => ({name: colorWords[value], value}))),
    )
    .addIntegerOption((option) =>
      option
        .setName('seed')
        .setDescription('The same seed gives the same picture again (default: a random one)')
        .setMinValue(0)
        .setMaxValue(limits.maxSeed),
    )
    .toJSON();
}

type StylizeDefaults = Pick<Config, 'maxSize' | 'defaultSize' | 'defaultQuality'>;

async function stylize(
  services: Services,
  takeIn: TakeIn,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  await interaction.deferReply();
  const {options} = interaction;
  const given = {
    strength: options.getNumber('strength'),
    size: options.getInteger('size'),
    quality: options.getString('quality'),
    colors: options.getString('colors'),
    seed: options.getInteger('seed'),
  };
  const settings = toSettings(services.config, given, Math.random);
  const choice = chooseStyle(
    services.styles,
    options.getString('style'),
    options.getAttachment('style_image'),
  );
  const owner = interaction.user.id;
  const [content, style] = await takeIn(owner, (fetchImage) =>
    Promise.all([
      fetchImage('image', options.getAttachment('image', true)),
      readStyle(services, choice, fetchImage),
    ]),
  );
  const order = {
    owner,
    settings,
    styleId: choice.id,
    styleTitle: choice.title,
    inputs: {content, style},
  };
  await runJob(services, order, conversationOf(services.rest, interaction));
}

function readStyle(
  {styles}: Services,
  choice: StyleChoice<Attachment>,
  fetchImage: FetchImage,
): Promise<Uint8Array> {
  if (choice.attachment) return fetchImage('style_image', choice.attachment);
  return styles.read(choice.id);
}

async function autocompleteStyle({styles}: Services, interaction: AutocompleteInteraction): Promise<void> {
  await interaction.respond(suggestStyles(styles, interaction.options.getFocused()));
}
