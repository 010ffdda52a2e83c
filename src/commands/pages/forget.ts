import {
  type APIButtonComponentWithCustomId,
  ApplicationCommandType,
  ButtonStyle,
  ComponentType,
  type InteractionReplyOptions,
  MessageFlags,
} from 'discord.js';
import type {IdHandler, IdInteraction, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {deleteAllOf} from '../picture/actions/delete.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {type Words, wordsFor} from '../words/words.ts';

const prefix = 'forget:v1:';

export const forgetDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.forget),
  ...everywhere,
};

/**
 * `/stylize-forget`: offers to delete one's pictures with their messages, or only what is stored. Whose a message is stays
 * known as long as the message exists, so that its 🗑️ works.
 */
export function forgetCommand(services: Services): {command: SlashCommand; handler: IdHandler} {
  return {
    command: {
      definition: forgetDefinition,
      openToAll: true,
      async execute(interaction) {
        const {user, locale} = interaction;
        const found = count(services, user.id);
        if (found.shown === 0) await forgetOthers(services, user.id);
        await interaction.reply({...question(found, wordsFor(locale)), flags: MessageFlags.Ephemeral});
      },
    },
    handler: {
      prefix,
      openToAll: true,
      handle: (interaction) => answer(services, interaction),
    },
  };
}

interface Found {
  /** Pictures on record. */
  jobs: number;
  /** The same, and those of which only messages are left. */
  shown: number;
}

function count({store}: Pick<Services, 'store'>, owner: string): Found {
  const jobs = store.ofOwner(owner).length;
  const left = new Set(store.traces.of({owner}).map(({jobId}) => jobId));
  return {jobs, shown: jobs + left.size};
}

function question(
  {jobs, shown}: Found,
  {pages: {forget}, buttons}: Words,
): Pick<InteractionReplyOptions, 'content' | 'components'> {
  if (shown === 0) return {content: forget.nothing};
  const choices = [
    button('all', buttons.forgetAll, ButtonStyle.Danger),
    ...(jobs > 0 ? [button('data', buttons.forgetData, ButtonStyle.Danger)] : []),
    button('keep', buttons.forgetNothing, ButtonStyle.Secondary),
  ];
  return {
    content: jobs > 0 ? forget.ask(jobs) : forget.askMessages(shown),
    components: [{type: ComponentType.ActionRow, components: choices}],
  };
}

function button(
  use: string,
  label: string,
  style: ButtonStyle.Danger | ButtonStyle.Secondary,
): APIButtonComponentWithCustomId {
  return {type: ComponentType.Button, style, label, custom_id: `${prefix}${use}`};
}

/** The question is private, so only the person who asked can answer it. */
async function answer(services: Services, interaction: IdInteraction): Promise<void> {
  if (!interaction.isButton()) return;
  await interaction.deferUpdate();
  const {forget} = wordsFor(interaction.locale).pages;
  const use = interaction.customId.slice(prefix.length);
  const content =
    use === 'keep' ? forget.cancelled : await forgetBy(use, services, interaction.user.id, forget);
  await interaction.editReply({content, components: []});
}

async function forgetBy(
  use: string,
  services: Services,
  owner: string,
  words: Words['pages']['forget'],
): Promise<string> {
  const {store, active, log} = services;
  await forgetOthers(services, owner);
  if (use === 'all') {
    const {deleted, left} = await deleteAllOf(services, owner);
    log.info({owner, deleted, left}, 'pictures and messages of one user deleted');
    return [words.done(deleted), ...(left > 0 ? [words.left(left)] : [])].join(' ');
  }
  await Promise.all(store.ofOwner(owner).map(({id}) => active.stop(id, 'forgotten')));
  const jobs = await store.forget(owner);
  log.info({owner, jobs}, 'everything of one user forgotten');
  return `${words.done(jobs)} ${words.stay}`;
}

/** What is stored besides pictures. Nobody is asked about it. */
async function forgetOthers({drafts, reports}: Services, owner: string): Promise<void> {
  reports.forget(owner);
  await drafts.forget(owner);
}
