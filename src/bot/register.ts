import {ApplicationCommandType, Routes} from 'discord.js';
import type {CommandDefinition} from '../commands/command.ts';
import type {Rest} from '../commands/messages/reply/rest.ts';

/**
 * Replaces the commands registered with Discord: those of one guild, where changes show at once, or the global ones.
 * Returns a line that tells the operator what was done.
 */
export async function registerCommands(
  rest: Pick<Rest, 'put'>,
  {applicationId, guildId}: {applicationId: string; guildId?: string},
  definitions: readonly CommandDefinition[],
): Promise<string> {
  const names = definitions.map(shownName).join(', ');
  if (guildId === undefined) {
    await rest.put(Routes.applicationCommands(applicationId), {body: definitions});
    return `Registered ${names} in every guild, in direct messages and for users who install the app.`;
  }
  await rest.put(Routes.applicationGuildCommands(applicationId, guildId), {body: definitions.map(forGuild)});
  return `Registered ${names} in guild ${guildId}.`;
}

function shownName({type, name}: CommandDefinition): string {
  return type === ApplicationCommandType.Message ? `“${name}”` : `/${name}`;
}

/** Guild commands may have neither contexts nor integration types. */
function forGuild(definition: CommandDefinition): CommandDefinition {
  const {contexts: _contexts, integration_types: _installations, ...rest} = definition;
  return rest;
}
