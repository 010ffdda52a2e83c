import {
  ApplicationCommandType,
  ButtonStyle,
  ComponentType,
  type InteractionReplyOptions,
  MessageFlags,
} from 'discord.js';
import type {IdHandler, IdInteraction, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {type Words, wordsFor} from '../words/words.ts';

const prefix = 'forget:v1:';

export const forgetDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.forget),
  ...everywhere,
};

/** `/stylize-forget`: asks for confirmation, then deletes everything stored for the person who asked. */
export function forgetCommand(services: Services): {command: SlashCommand; handler: IdHandler} {
  return {
    command: {
      definition: forgetDefinition,
      openToAll: true,
      async execute(interaction) {
        const words = wordsFor(interaction.locale);
        const jobs = services.store.ofOwner(interaction.user.id).length;
        await interaction.reply({...question(jobs, words), flags: MessageFlags.Ephemeral});
      },
    },
    handler: {
      prefix,
      openToAll: true,
      handle: (interaction) => forget(services, interaction),
    },
  };
}

function question(
  jobs: number,
  {pages, buttons}: Words,
): Pick<InteractionReplyOptions, 'content' | 'components'> {
  if (jobs === 0) return {content: pages.forget.nothing};
  return {
    content: `${pages.forget.warning(jobs)}\n${pages.forget.kept}`,
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Danger,
            label: buttons.forget,
            custom_id: `${prefix}confirm`,
          },
        ],
      },
    ],
  };
}

/** The question is private, so only the person who asked can confirm. */
async function forget({store, active, log}: Services, interaction: IdInteraction): Promise<void> {
  if (!interaction.isButton()) return;
  await interaction.deferUpdate();
  const owner = interaction.user.id;
  await Promise.all(store.ofOwner(owner).map(({id}) => active.stop(id, 'forgotten')));
  const jobs = await store.forget(owner);
  log.info({owner, jobs}, 'everything of one user forgotten');
  const {pages} = wordsFor(interaction.locale);
  await interaction.editReply({content: pages.forget.done(jobs), components: []});
}
