import type {AutocompleteInteraction, ChatInputCommandInteraction} from 'discord.js';
import type {SlashCommand} from '../command.ts';
import type {Services} from '../services.ts';
import {languageOf} from '../words/words.ts';
import type {GivenOrder} from './given-order.ts';
import {ownStyleOption, styleOptions, suggestStyles} from './style-choice.ts';
import {stylizeDefinition} from './stylize-definition.ts';
import type {TakeOrder} from './take-order.ts';

export function stylizeCommand(services: Services, takeOrder: TakeOrder): SlashCommand {
  return {
    definition: stylizeDefinition(services.config),
    execute(interaction) {
      const {options} = interaction;
      const photo = options.getAttachment('image', true);
      return takeOrder(interaction, {
        given: read(options),
        photo,
        own: options.getAttachment(ownStyleOption),
      });
    },
    autocomplete: (interaction) => autocompleteStyle(services, interaction),
  };
}

function read(options: ChatInputCommandInteraction['options']): GivenOrder {
  return {
    names: styleOptions.map((name) => options.getString(name)),
    blend: options.getString('blend'),
    settings: {
      strength: options.getNumber('strength'),
      styleScale: options.getNumber('style_scale'),
      size: options.getInteger('size'),
      quality: options.getString('quality'),
      colors: options.getString('colors'),
      seed: options.getInteger('seed'),
    },
    isPrivate: options.getBoolean('private') ?? false,
  };
}

async function autocompleteStyle({styles}: Services, interaction: AutocompleteInteraction): Promise<void> {
  const presets = await styles.catalogueOf(interaction.guildId ?? undefined);
  const text = interaction.options.getFocused();
  await interaction.respond(suggestStyles(presets, text, languageOf(interaction.locale)));
}
