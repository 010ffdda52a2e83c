import type {AutocompleteInteraction, ChatInputCommandInteraction, Interaction} from 'discord.js';
import type {SlashCommand} from '../commands/command.ts';
import {pressButton} from '../commands/press-button.ts';
import type {Services} from '../commands/services.ts';
import {type Answerable, answerError} from './answer-error.ts';

/** Brings interactions to their handlers and failures to whoever asked. A failing handler harms nobody else. */
export function createRouter(services: Services, commands: readonly SlashCommand[]) {
  const byName = new Map(commands.map((command) => [command.definition.name, command]));

  function commandOf({commandName}: ChatInputCommandInteraction): SlashCommand {
    const command = byName.get(commandName);
    if (!command) throw new Error(`no handler for /${commandName}; the registered commands are out of date`);
    return command;
  }

  async function guard(interaction: Answerable, handle: () => Promise<void>): Promise<void> {
    try {
      await handle();
    } catch (error) {
      const words = services.explain(error);
      await answerError(interaction, words).catch((err: unknown) => {
        services.log.warn({err}, 'the answer to a failure could not be delivered');
      });
    }
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    try {
      await byName.get(interaction.commandName)?.autocomplete?.(interaction);
    } catch (err) {
      services.log.warn({err, command: interaction.commandName}, 'autocomplete failed');
    }
  }

  return async function route(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) return complete(interaction);
    if (interaction.isChatInputCommand()) {
      return guard(interaction, () => commandOf(interaction).execute(interaction));
    }
    if (interaction.isButton()) return guard(interaction, () => pressButton(services, interaction));
  };
}
