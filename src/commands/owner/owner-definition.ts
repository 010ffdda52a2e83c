import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import type {SlashCommand} from '../command.ts';
import {localized} from '../words/localized.ts';
import type {Words} from '../words/words.ts';

const {Subcommand, User} = ApplicationCommandOptionType;

type Named = {name: string; description: string};
const named = (pick: (command: Words['owner']['command']) => Named) =>
  localized(({owner}) => pick(owner.command));

export const maxReason = 200;
/** Of an id as Discord makes them. */
const [leastDigits, mostDigits] = [17, 20];

const server = (pick: (command: Words['owner']['command']) => Named) => ({
  type: ApplicationCommandOptionType.String as const,
  ...named(pick),
  min_length: leastDigits,
  max_length: mostDigits,
});
const reason = (pick: (command: Words['owner']['command']) => Named) => ({
  type: ApplicationCommandOptionType.String as const,
  ...named(pick),
  max_length: maxReason,
});

/**
 * Discord cannot show a command to certain people only. With no permission by default it is shown to administrators of a
 * server, unless they open it to others; whoever uses it, the bot checks.
 */
export const ownerDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...named((command) => command),
  default_member_permissions: '0',
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild],
  options: [
    {type: Subcommand, ...named(({status}) => status)},
    {type: Subcommand, ...named(({pause}) => pause), options: [reason(({pause}) => pause.options.reason)]},
    {type: Subcommand, ...named(({resume}) => resume)},
    {type: Subcommand, ...named(({drain}) => drain), options: [reason(({drain}) => drain.options.reason)]},
    {
      type: Subcommand,
      ...named(({block}) => block),
      options: [
        {type: User, ...named(({block}) => block.options.user)},
        server(({block}) => block.options.server),
        reason(({block}) => block.options.reason),
      ],
    },
    {
      type: Subcommand,
      ...named(({unblock}) => unblock),
      options: [
        {type: User, ...named(({unblock}) => unblock.options.user)},
        server(({unblock}) => unblock.options.server),
      ],
    },
    {type: Subcommand, ...named(({blocked}) => blocked)},
    {
      type: Subcommand,
      ...named(({leave}) => leave),
      options: [server(({leave}) => leave.options.server)],
    },
    {type: Subcommand, ...named(({reload}) => reload)},
  ],
};
