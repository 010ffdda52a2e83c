import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type ButtonInteraction,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  DiscordAPIError,
  escapeMarkdown,
  MessageFlags,
  Routes,
} from 'discord.js';
import {z} from 'zod';
import {AppError} from '../../errors.ts';
import type {Services} from '../services.ts';
import {type Words, wordsFor} from '../words/words.ts';
import {requireServerId} from './blocking.ts';

export const leavePrefix = 'atelier:v1:';

const guildSchema = z.object({name: z.string(), approximate_member_count: z.number().optional()});

/** Names the server and asks, because nobody can take it back but the server's managers. */
export async function askToLeave(
  services: Services,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const {options, guildId, locale} = interaction;
  const words = wordsFor(locale);
  const given = options.getString('server')?.trim();
  const id = given ? requireServerId(given) : guildId;
  if (id === null) throw new AppError('ONLY_IN_SERVERS', 'expected a server or its id, received neither');
  await interaction.deferReply({flags: MessageFlags.Ephemeral});
  const {name, members} = await describe(services, id);
  await interaction.editReply({
    content: words.owner.leave.ask(name, members),
    components: [choices(id, words.buttons)],
  });
}

export async function leaveOrStay(services: Services, interaction: ButtonInteraction): Promise<void> {
  const [, use, id = ''] = /^atelier:v1:(leave|stay):(\d+)$/.exec(interaction.customId) ?? [];
  const {leave} = wordsFor(interaction.locale).owner;
  await interaction.deferUpdate();
  if (use !== 'leave') {
    await interaction.editReply({content: leave.stayed, components: []});
    return;
  }
  const {name} = await describe(services, id);
  await services.rest.delete(Routes.userGuild(id));
  services.log.warn({owner: interaction.user.id, guildId: id, name}, 'left a server for an owner');
  await interaction.editReply({content: leave.left(name), components: []});
}

/** @throws AppError `BAD_OPTION` if the bot is not in that server */
async function describe(
  {rest}: Pick<Services, 'rest'>,
  id: string,
): Promise<{name: string; members?: number}> {
  try {
    const query = new URLSearchParams({with_counts: 'true'});
    const guild = guildSchema.parse(await rest.get(Routes.guild(id), {query}));
    const {name, approximate_member_count: members} = guild;
    return {name: escapeMarkdown(name), ...(members !== undefined && {members})};
  } catch (cause) {
    if (!(cause instanceof DiscordAPIError) || (cause.status !== 403 && cause.status !== 404)) throw cause;
    throw new AppError('BAD_OPTION', `the bot is not in the server ${id}`, {
      cause,
      detail: {reason: 'unknownServer', received: id},
    });
  }
}

function choices(id: string, words: Words['buttons']): APIActionRowComponent<APIButtonComponentWithCustomId> {
  const button = (
    use: 'leave' | 'stay',
    label: string,
    style: ButtonStyle.Danger | ButtonStyle.Secondary,
  ) => ({
    type: ComponentType.Button as const,
    style,
    label,
    custom_id: `${leavePrefix}${use}:${id}`,
  });
  return {
    type: ComponentType.ActionRow,
    components: [
      button('leave', words.leaveServer, ButtonStyle.Danger),
      button('stay', words.stayInServer, ButtonStyle.Secondary),
    ],
  };
}
