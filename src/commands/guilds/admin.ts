import {setTimeout as delay} from 'node:timers/promises';
import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  MessageFlags,
  PermissionFlagsBits,
  Routes,
} from 'discord.js';
import {z} from 'zod';
import {AppError} from '../../errors.ts';
import type {GuildRules} from '../../jobs/store/guild-rules.ts';
import {requireRange} from '../../nst/contract/settings.ts';
import {permissionsIn} from '../access/channel-permissions.ts';
import type {SlashCommand} from '../command.ts';
import type {Rest} from '../messages/reply/rest.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {adminDefinition, numberLimitNames, numberLimits} from './admin-definition.ts';
import {describeRules} from './describe-rules.ts';
import {withId} from './listed-ids.ts';

/** `/stylize-admin`: what a server's managers decide for it. Only they see the answers. */
export function adminCommand(services: Services): SlashCommand {
  return {
    definition: adminDefinition,
    openToAll: true,
    async execute(interaction) {
      const {guildId, locale, options} = interaction;
      // Discord checks who may use the command: a guild may open it to others.
      if (!guildId) throw new AppError('ONLY_IN_SERVERS', 'expected a guild, received none');
      const name = options.getSubcommand();
      const channelId = await writableChannel(interaction, services.rest);
      const before = services.guildRules.of(guildId);
      if (name === 'reset') services.guildRules.reset(guildId);
      else if (name !== 'show')
        services.guildRules.set(guildId, changed(name, before, {interaction, services, channelId}));
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

interface Change {
  interaction: ChatInputCommandInteraction;
  services: Services;
  /** The channel for the gallery or the log; undefined removes the setting. */
  channelId: string | undefined;
}

/** @throws AppError `BAD_OPTION` */
function changed(name: string, rules: GuildRules, {interaction, services, channelId}: Change): GuildRules {
  const {options} = interaction;
  switch (name) {
    case 'limits':
      return changedLimits(rules, interaction, services);
    case 'channel': {
      const channels = withId(
        rules.channels,
        options.getChannel('channel', true).id,
        options.getBoolean('allowed', true),
      );
      return {...rules, channels};
    }
    case 'role': {
      const roles = withId(
        rules.roles,
        options.getRole('role', true).id,
        options.getBoolean('allowed', true),
      );
      return {...rules, roles};
    }
    case 'block': {
      const blocked = withId(
        rules.blocked,
        options.getUser('user', true).id,
        options.getBoolean('blocked', true),
      );
      return {...rules, blocked};
    }
    case 'gallery':
      return {...rules, galleryChannelId: channelId};
    case 'log':
      return {...rules, logChannelId: channelId};
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

/** The channel given to `gallery` and `log`, if any. @throws AppError `BAD_OPTION` when the bot may not write there */
async function writableChannel(
  {options, guildId, client}: ChatInputCommandInteraction,
  rest: Rest,
): Promise<string | undefined> {
  const channel = ['gallery', 'log'].includes(options.getSubcommand()) ? options.getChannel('channel') : null;
  if (!channel || !guildId) return undefined;
  const asked = mayPost(rest, {guildId, channelId: channel.id, userId: client.user.id});
  if (await Promise.race([asked, delay(patienceMs, true)])) return channel.id;
  throw new AppError('BAD_OPTION', `the bot may not post in ${channel.id}`, {
    detail: {reason: 'galleryClosed', channelId: channel.id},
  });
}

/** Discord waits three seconds for an answer. If it is not known by then, the first message to the channel shows it. */
const patienceMs = 1_500;

const memberSchema = z.object({roles: z.array(z.string())});
const {ViewChannel, SendMessages, AttachFiles} = PermissionFlagsBits;

async function mayPost(
  rest: Rest,
  {guildId, channelId, userId}: {guildId: string; channelId: string; userId: string},
): Promise<boolean> {
  try {
    const {roles: roleIds} = memberSchema.parse(await rest.get(Routes.guildMember(guildId, userId)));
    const {permissions} = await permissionsIn(rest, channelId, {userId, roleIds});
    return permissions.has(ViewChannel | SendMessages | AttachFiles);
  } catch (error) {
    return !(error instanceof DiscordAPIError && (error.status === 403 || error.status === 404));
  }
}
