import {ApplicationCommandType, Routes} from 'discord.js';
import type {CommandDefinition} from '../commands/command.ts';
import type {Rest} from '../commands/messages/reply/rest.ts';
import type {Definitions} from '../commands/repertoire.ts';
import type {Config} from '../config.ts';

/**
 * Replaces the commands registered with Discord: those of one guild, where changes show at once, or the global ones. The
 * owners' go with them, or into a guild of their own. Returns a line that tells the operator what was done.
 */
export async function registerCommands(
  rest: Pick<Rest, 'put'>,
  {
    applicationId,
    guildId,
    ownerGuildId = guildId,
  }: Pick<Config, 'applicationId' | 'guildId' | 'ownerGuildId'>,
  {people, owners}: Definitions,
): Promise<string> {
  const register = async (scope: string | undefined, definitions: readonly CommandDefinition[]) => {
    if (scope === undefined) {
      await rest.put(Routes.applicationCommands(applicationId), {body: definitions});
      return `${listOf(definitions)} in every guild, in direct messages and for users who install the app`;
    }
    const body = definitions.map(forGuild);
    await rest.put(Routes.applicationGuildCommands(applicationId, scope), {body});
    return `${listOf(definitions)} in guild ${scope}`;
  };
  if (ownerGuildId === guildId) return `Registered ${await register(guildId, [...people, ...owners])}.`;
  const done = await register(guildId, people);
  // Without owners as well, so that a command of an earlier configuration goes.
  const ownersDone = await register(ownerGuildId, owners);
  return `Registered ${done}${owners.length > 0 ? `; ${ownersDone}` : ''}.`;
}

function listOf(definitions: readonly CommandDefinition[]): string {
  return definitions.map(shownName).join(', ');
}

function shownName({type, name}: CommandDefinition): string {
  return type === ApplicationCommandType.Message ? `“${name}”` : `/${name}`;
}

/** Guild commands may have neither contexts nor integration types. */
function forGuild(definition: CommandDefinition): CommandDefinition {
  const {contexts: _contexts, integration_types: _installations, ...rest} = definition;
  return rest;
}
