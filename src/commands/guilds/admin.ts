import {type ChatInputCommandInteraction, MessageFlags, PermissionFlagsBits} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {GuildRules} from '../../jobs/store/guild-rules.ts';
import {requireRange} from '../../nst/contract/settings.ts';
import type {SlashCommand} from '../command.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {adminDefinition, numberLimitNames, numberLimits} from './admin-definition.ts';
import {describeRules} from './describe-rules.ts';

const maxListed = 50;

/** `/stylize-admin`: what a server's managers decide for it. Only they see the answers. */
export function adminCommand(services: Services): SlashCommand {
  return {
    definition: adminDefinition,
    openToAll: true,
    async execute(interaction) {
      const {guildId, locale, options} = interaction;
      // Discord checks who may use the command: a guild may open it to others.
      if (!guildId) throw new AppError('ONLY_IN_SERVERS', 'expected a guild, received none');
      const before = services.guildRules.of(guildId);
      const name = options.getSubcommand();
      if (name === 'reset') services.guildRules.reset(guildId);
      else if (name !== 'show')
        services.guildRules.set(guildId, changed(name, before, interaction, services));
      const after = services.guildRules.of(guildId);
      if (name !== 'show') {
        services.log.info(
          {guildId, userId: interaction.user.id, command: name},
          'settings of a guild changed',
        );
      }
      const words = wordsFor(locale);
      const lines = describeRules(after, services.guildSettings.of(guildId), words);
      const lead = name === 'show' ? words.pages.admin.title : words.pages.admin.saved;
      await interaction.reply({content: `${lead}\n${lines.join('\n')}`, flags: MessageFlags.Ephemeral});
    },
  };
}

/** @throws AppError `BAD_OPTION` */
function changed(
  name: string,
  rules: GuildRules,
  interaction: ChatInputCommandInteraction,
  services: Services,
): GuildRules {
  const {options} = interaction;
  switch (name) {
    case 'limits':
      return changedLimits(rules, interaction, services);
    case 'channel': {
      const channels = toggled(
        rules.channels,
        options.getChannel('channel', true).id,
        options.getBoolean('allowed', true),
      );
      return {...rules, channels};
    }
    case 'role': {
      const roles = toggled(
        rules.roles,
        options.getRole('role', true).id,
        options.getBoolean('allowed', true),
      );
      return {...rules, roles};
    }
    case 'block': {
      const blocked = toggled(
        rules.blocked,
        options.getUser('user', true).id,
        options.getBoolean('blocked', true),
      );
      return {...rules, blocked};
    }
    case 'gallery':
      return {...rules, galleryChannelId: writableChannel(interaction)};
    case 'log':
      return {...rules, logChannelId: writableChannel(interaction)};
    default:
      throw new Error(`no handler for “${name}”; the registered commands are out of date`);
  }
}

function changedLimits(
  rules: GuildRules,
  {options}: ChatInputCommandInteraction,
  {config}: Pick<Services, 'config'>,
): GuildRules {
  const next = {...rules};
  const operators = {
    defaultSize: config.maxSize,
    maxSize: config.maxSize,
    maxJobsPerUser: config.maxJobsPerUser,
  };
  for (const name of numberLimitNames) {
    const value = options.getInteger(name);
    if (value === null) continue;
    const {rule, least, most: ours} = numberLimits[name];
    const most = rule in operators ? Math.min(ours, operators[rule as keyof typeof operators]) : ours;
    if (value !== 0) requireRange(name, value, {least, most, whole: true});
    next[rule] = value === 0 ? undefined : value;
  }
  return next;
}

function toggled(ids: readonly string[], id: string, there: boolean): string[] {
  const others = ids.filter((other) => other !== id);
  const next = there ? [...others, id] : others;
  if (next.length > maxListed) {
    throw new AppError('BAD_OPTION', `expected at most ${maxListed} entries, received ${next.length}`, {
      detail: {reason: 'listFull', most: maxListed},
    });
  }
  return next;
}

/** The channel given; undefined removes the setting. @throws AppError `BAD_OPTION` when the bot may not write there */
function writableChannel({options, guild}: ChatInputCommandInteraction): string | undefined {
  const channel = options.getChannel('channel');
  if (!channel) return undefined;
  const me = guild?.members.me;
  const known = guild?.channels.cache.get(channel.id);
  const {ViewChannel, SendMessages, AttachFiles} = PermissionFlagsBits;
  if (me && known && !known.permissionsFor(me).has(ViewChannel | SendMessages | AttachFiles)) {
    throw new AppError('BAD_OPTION', `the bot may not post in ${channel.id}`, {
      detail: {reason: 'galleryClosed', channelId: channel.id},
    });
  }
  return channel.id;
}
