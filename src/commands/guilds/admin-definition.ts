import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';
import {limits} from '../../nst/contract/protocol.ts';
import type {SlashCommand} from '../command.ts';
import {localized} from '../words/localized.ts';
import type {Words} from '../words/words.ts';

const {Subcommand, Channel, Role, User, Boolean: Truth, Integer} = ApplicationCommandOptionType;

type AdminWords = Words['commands']['admin'];

const named = (pick: (words: AdminWords) => {name: string; description: string}) =>
  localized(({commands}) => pick(commands.admin));

const textChannels: (ChannelType.GuildText | ChannelType.GuildAnnouncement)[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
];

/** Limits set by a number, by option name; 0 removes the guild's own limit. */
export const numberLimits = {
  default_size: {rule: 'defaultSize', least: limits.minSize, most: limits.maxSize},
  max_size: {rule: 'maxSize', least: limits.minSize, most: limits.maxSize},
  running: {rule: 'maxJobsPerUser', least: 1, most: 1_000},
  cooldown: {rule: 'cooldownSeconds', least: 1, most: 86_400},
  daily: {rule: 'dailyQuota', least: 1, most: 10_000},
} as const;

export type NumberLimit = keyof typeof numberLimits;
export const numberLimitNames = Object.keys(numberLimits) as NumberLimit[];

/** For people who manage the server, unless its managers open it to others; not in direct messages. */
export const adminDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...named((words) => words),
  default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild],
  options: [
    {type: Subcommand, ...named(({show}) => show)},
    {
      type: Subcommand,
      ...named(({limits: words}) => words),
      options: numberLimitNames.map((name) => ({
        type: Integer,
        ...named(({limits: words}) => words.options[name]),
        min_value: 0,
        max_value: numberLimits[name].most,
      })),
    },
    {
      type: Subcommand,
      ...named(({channel}) => channel),
      options: [
        {
          type: Channel,
          ...named(({channel}) => channel.options.channel),
          channel_types: textChannels,
          required: true,
        },
        {type: Truth, ...named(({channel}) => channel.options.allowed), required: true},
      ],
    },
    {
      type: Subcommand,
      ...named(({role}) => role),
      options: [
        {type: Role, ...named(({role}) => role.options.role), required: true},
        {type: Truth, ...named(({role}) => role.options.allowed), required: true},
      ],
    },
    {
      type: Subcommand,
      ...named(({gallery}) => gallery),
      options: [
        {type: Channel, ...named(({gallery}) => gallery.options.channel), channel_types: textChannels},
      ],
    },
    {
      type: Subcommand,
      ...named(({log}) => log),
      options: [{type: Channel, ...named(({log}) => log.options.channel), channel_types: textChannels}],
    },
    {
      type: Subcommand,
      ...named(({block}) => block),
      options: [
        {type: User, ...named(({block}) => block.options.user), required: true},
        {type: Truth, ...named(({block}) => block.options.blocked), required: true},
      ],
    },
    {type: Subcommand, ...named(({reset}) => reset)},
  ],
};
