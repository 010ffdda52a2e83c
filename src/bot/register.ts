import {Routes} from 'discord.js';
import type {SlashCommand} from '../commands/command.ts';
import type {Rest} from '../commands/services.ts';

/**
 * Replaces the commands Discord knows of: those of one guild, where changes show at once, or the global ones.
 * Returns what was done, as a line for the operator.
 */
export async function registerCommands(
  rest: Pick<Rest, 'put'>,
  {applicationId, guildId}: {applicationId: string; guildId?: string},
  definitions: readonly SlashCommand['definition'][],
): Promise<string> {
  const names = definitions.map(({name}) => `/${name}`).join(', ');
  if (guildId === undefined) {
    await rest.put(Routes.applicationCommands(applicationId), {body: definitions});
    return `Registered ${names} in every guild and in direct messages.`;
  }
  await rest.put(Routes.applicationGuildCommands(applicationId, guildId), {body: definitions.map(forGuild)});
  return `Registered ${names} in guild ${guildId}.`;
}

/** Only global commands have contexts. */
function forGuild({
  contexts: _contexts,
  ...definition
}: SlashCommand['definition']): SlashCommand['definition'] {
  return definition;
}
