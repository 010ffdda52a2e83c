import {type ChatInputCommandInteraction, MessageFlags} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {IdHandler, SlashCommand} from '../command.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {block, listBlocks, unblock} from './blocking.ts';
import {askToLeave, leaveOrStay, leavePrefix} from './leaving.ts';
import {ownerDefinition} from './owner-definition.ts';
import {drain, pause, resume} from './pausing.ts';
import {reload} from './reloading.ts';
import {statusEmbed} from './status-embed.ts';

type Verb = (services: Services, interaction: ChatInputCommandInteraction) => Promise<void>;

const verbs: Readonly<Record<string, Verb>> = {
  status: showStatus,
  pause,
  resume,
  drain,
  block,
  unblock,
  blocked: listBlocks,
  leave: askToLeave,
  reload,
};

/** `/atelier`: what the people who run the bot see and decide. Only they see the answers. */
export function ownerCommand(services: Services): {command: SlashCommand; handler: IdHandler} {
  return {
    command: {
      definition: ownerDefinition,
      openToAll: true,
      async execute(interaction) {
        requireOwner(services, interaction.user.id);
        const name = interaction.options.getSubcommand();
        const verb = verbs[name];
        if (!verb) throw new Error(`no handler for “${name}”; the registered commands are out of date`);
        await verb(services, interaction);
      },
    },
    handler: {
      prefix: leavePrefix,
      openToAll: true,
      async handle(interaction) {
        requireOwner(services, interaction.user.id);
        if (interaction.isButton()) await leaveOrStay(services, interaction);
      },
    },
  };
}

/** @throws AppError `OWNERS_ONLY` */
function requireOwner({config}: Pick<Services, 'config'>, userId: string): void {
  if (config.ownerIds.includes(userId)) return;
  throw new AppError('OWNERS_ONLY', `user ${userId} is not one of OWNER_IDS`);
}

async function showStatus(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  // Measuring a full disk takes its time.
  await interaction.deferReply({flags: MessageFlags.Ephemeral});
  const vitals = await services.vitals();
  const facts = {vitals, queue: services.queue.counts(), reception: services.reception.state()};
  await interaction.editReply({embeds: [statusEmbed(facts, wordsFor(interaction.locale))]});
}
