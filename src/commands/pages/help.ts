import {ApplicationCommandType, MessageFlags} from 'discord.js';
import {limits} from '../../nst/contract/protocol.ts';
import type {SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {type Words, wordsFor} from '../words/words.ts';

export const helpDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.help),
  ...everywhere,
};

/** `/stylize-help`: what the bot can do. Only the person who asked sees it. */
export function helpCommand({config}: Pick<Services, 'config'>): SlashCommand {
  return {
    definition: helpDefinition,
    openToAll: true,
    async execute(interaction) {
      const words = wordsFor(interaction.locale);
      await interaction.reply({
        embeds: [{title: words.pages.help.title, description: helpText(words, config.maxSize)}],
        flags: MessageFlags.Ephemeral,
      });
    },
  };
}

function helpText({commands, pages: {help}}: Words, maxSize: number): string {
  const {stylize, stylizeMessage, styles, queue, forget} = commands;
  const {image, style} = stylize.options;
  return [
    help.start(stylize.name, image.name, style.name),
    help.message(stylizeMessage.name),
    help.styles(styles.name),
    help.strength(limits.minStrength, limits.maxStrength),
    help.size(limits.minSize, maxSize),
    help.colors,
    help.buttons,
    help.private,
    help.queue(queue.name),
    help.forget(forget.name),
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}
