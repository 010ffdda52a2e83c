import type {AutocompleteInteraction, Interaction} from 'discord.js';
import type {IdInteraction, Repertoire} from '../commands/command.ts';
import {pressButton} from '../commands/press-button.ts';
import type {Services} from '../commands/services.ts';
import {AppError} from '../errors.ts';
import {type Answerable, answerError} from './answer-error.ts';

/** Brings interactions to their handlers and failures to whoever asked. A failing handler harms nobody else. */
export function createRouter(services: Services, {slashCommands, messageCommands, idHandlers}: Repertoire) {
  function find<Command extends {definition: {name: string}}>(
    commands: readonly Command[],
    name: string,
  ): Command {
    const command = commands.find(({definition}) => definition.name === name);
    if (!command) throw new Error(`no handler for “${name}”; the registered commands are out of date`);
    return command;
  }

  /** Buttons of jobs are the rest: their ids name an action and a job. */
  function use(interaction: IdInteraction): Promise<void> {
    const handler = idHandlers.find(({prefix}) => interaction.customId.startsWith(prefix));
    if (handler) return handler.handle(interaction);
    if (interaction.isButton()) return pressButton(services, interaction);
    throw new AppError('UNKNOWN_JOB', `nothing answers to ${interaction.customId}`);
  }

  async function guard(interaction: Answerable & Interaction, handle: () => Promise<void>): Promise<void> {
    try {
      await handle();
    } catch (error) {
      const words = services.explain(error, interaction.locale);
      await answerError(interaction, words).catch((err: unknown) => {
        services.log.warn({err}, 'the answer to a failure could not be delivered');
      });
    }
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    try {
      await find(slashCommands, interaction.commandName).autocomplete?.(interaction);
    } catch (err) {
      services.log.warn({err, command: interaction.commandName}, 'autocomplete failed');
    }
  }

  return async function route(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) return complete(interaction);
    if (interaction.isChatInputCommand()) {
      return guard(interaction, () => find(slashCommands, interaction.commandName).execute(interaction));
    }
    if (interaction.isMessageContextMenuCommand()) {
      return guard(interaction, () => find(messageCommands, interaction.commandName).execute(interaction));
    }
    if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
      return guard(interaction, async () => use(interaction));
    }
  };
}
