import {type AutocompleteInteraction, type ChatInputCommandInteraction, MessageFlags} from 'discord.js';
import type {TakeIn} from '../attachments/intake.ts';
import type {SlashCommand} from '../command.ts';
import {deferReply} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {languageOf} from '../words/words.ts';
import {orderPicture} from './picture-order.ts';
import {chooseStyles, ownStyleOption, styleOptions, suggestStyles} from './style-choice.ts';
import {stylizeDefinition} from './stylize-definition.ts';
import {toSettings} from './stylize-settings.ts';

export function stylizeCommand(services: Services, takeIn: TakeIn): SlashCommand {
  return {
    definition: stylizeDefinition(services.config),
    execute: (interaction) => stylize(services, takeIn, interaction),
    autocomplete: (interaction) => autocompleteStyle(services, interaction),
  };
}

async function stylize(
  services: Services,
  takeIn: TakeIn,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const {options} = interaction;
  const conversation = await deferReply(
    services.rest,
    interaction,
    options.getBoolean('private') ? {flags: MessageFlags.Ephemeral} : {},
  );
  const given = {
    strength: options.getNumber('strength'),
    styleScale: options.getNumber('style_scale'),
    size: options.getInteger('size'),
    quality: options.getString('quality'),
    colors: options.getString('colors'),
    seed: options.getInteger('seed'),
  };
  const presets = await services.styles.catalogueOf(interaction.guildId ?? undefined);
  const language = languageOf(interaction.locale);
  const styles = chooseStyles(presets, language, {
    names: styleOptions.map((name) => options.getString(name)),
    attachment: options.getAttachment(ownStyleOption),
    blend: options.getString('blend'),
  });
  const holds = services.guildSettings.of(interaction.guildId ?? undefined);
  const settings = toSettings({...services.config, ...holds}, given, Math.random, styles[0]?.defaults);
  const photo = options.getAttachment('image', true);
  const owner = interaction.user.id;
  await orderPicture(services, takeIn, {owner, photo, styles, presets, settings}, conversation);
}

async function autocompleteStyle({styles}: Services, interaction: AutocompleteInteraction): Promise<void> {
  const presets = await styles.catalogueOf(interaction.guildId ?? undefined);
  const text = interaction.options.getFocused();
  await interaction.respond(suggestStyles(presets, text, languageOf(interaction.locale)));
}
