import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIEmbed,
  ApplicationCommandType,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import {limits} from '../../nst/contract/protocol.ts';
import type {IdHandler, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {type Words, wordsFor} from '../words/words.ts';

const prefix = 'help:v1:';

export const helpDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.help),
  ...everywhere,
};

/** `/stylize-help`: three steps and the buttons, then more. Only the person who asked sees it. */
export function helpCommand({config}: Pick<Services, 'config'>): {command: SlashCommand; handler: IdHandler} {
  return {
    command: {
      definition: helpDefinition,
      openToAll: true,
      async execute(interaction) {
        const words = wordsFor(interaction.locale);
        await interaction.reply({
          embeds: [page(words, start(words))],
          components: [moreButton(words)],
          flags: MessageFlags.Ephemeral,
        });
      },
    },
    handler: {
      prefix,
      openToAll: true,
      async handle(interaction) {
        if (!interaction.isButton()) return;
        const words = wordsFor(interaction.locale);
        const lines = [...start(words), '', ...more(words, config.maxSize)];
        await interaction.update({embeds: [page(words, lines)], components: []});
      },
    },
  };
}

function page({pages}: Words, lines: readonly string[]): APIEmbed {
  return {title: pages.help.title, description: lines.join('\n')};
}

function start({commands: {stylize}, pages: {help}}: Words): string[] {
  const {image, style} = stylize.options;
  const steps = help.steps(stylize.name, image.name, style.name);
  return [...steps.map((step, index) => `${index + 1}. ${step}`), '', help.buttons];
}

function more({commands, pages: {help}}: Words, maxSize: number): string[] {
  const {stylizeMessage, styles, queue, forget} = commands;
  return [
    help.message(stylizeMessage.name),
    help.styles(styles.name),
    help.strength(limits.minStrength, limits.maxStrength),
    help.size(limits.minSize, maxSize),
    help.colors,
    help.private,
    help.queue(queue.name),
    help.forget(forget.name),
  ].map((line) => `- ${line}`);
}

function moreButton({buttons}: Words): APIActionRowComponent<APIButtonComponent> {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        label: buttons.readMore,
        custom_id: `${prefix}more`,
      },
    ],
  };
}
