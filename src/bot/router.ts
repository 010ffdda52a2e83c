import type {AutocompleteInteraction, Interaction} from 'discord.js';
import {visitorOf} from '../commands/access/visitor.ts';
import {requireWelcome} from '../commands/access/welcome.ts';
import type {IdHandler, IdInteraction, Repertoire} from '../commands/command.ts';
import {parseCustomId} from '../commands/custom-id.ts';
import {refusedLine} from '../commands/guilds/guild-log.ts';
import type {Services} from '../commands/services.ts';
import {AppError} from '../errors.ts';
import {type Answerable, answerError} from './answer-error.ts';

/** Passes interactions to their handlers and tells the person who asked about errors. Failures stay separate. */
export function createRouter(services: Services, {slashCommands, messageCommands, idHandlers}: Repertoire) {
  function find<Command extends {definition: {name: string}}>(
    commands: readonly Command[],
    name: string,
  ): Command {
    const command = commands.find(({definition}) => definition.name === name);
    if (!command) throw new Error(`no handler for “${name}”; the registered commands are out of date`);
    return command;
  }

  async function use(interaction: IdInteraction): Promise<void> {
    const handler = idHandlers.find(({prefix}) => interaction.customId.startsWith(prefix));
    if (!isForOwnPictures(interaction, handler)) requireWelcome(services, visitorOf(interaction));
    if (handler) return handler.handle(interaction);
    throw new AppError('UNKNOWN_JOB', `no handler for ${interaction.customId}`);
  }

  async function guard(interaction: Answerable & Interaction, handle: () => Promise<void>): Promise<void> {
    try {
      await handle();
    } catch (error) {
      if (error instanceof AppError) {
        services.guildLog.write(interaction.guildId ?? undefined, refusedLine(interaction.user.id, error));
      }
      const words = services.explain(error, interaction.locale);
      await answerError(interaction, words).catch((err: unknown) => {
        services.log.warn({err}, 'the error message could not be delivered');
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
      return guard(interaction, async () => {
        const command = find(slashCommands, interaction.commandName);
        if (!command.openToAll) requireWelcome(services, visitorOf(interaction));
        await command.execute(interaction);
      });
    }
    if (interaction.isMessageContextMenuCommand()) {
      return guard(interaction, async () => {
        requireWelcome(services, visitorOf(interaction));
        await find(messageCommands, interaction.commandName).execute(interaction);
      });
    }
    if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
      return guard(interaction, async () => use(interaction));
    }
  };
}

/** People may always do this with their own pictures, whatever a guild has decided since. */
function isForOwnPictures({customId}: IdInteraction, handler: IdHandler | undefined): boolean {
  const action = parseCustomId(customId)?.action;
  return handler?.openToAll === true || action === 'cancel' || action === 'delete';
}
