import type {AutocompleteInteraction, Interaction} from 'discord.js';
import {visitorOf} from '../commands/access/visitor.ts';
import {requireWelcome} from '../commands/access/welcome.ts';
import type {IdHandler, IdInteraction, Repertoire} from '../commands/command.ts';
import {parseCustomId} from '../commands/custom-id.ts';
import {refusedLine} from '../commands/guilds/guild-log.ts';
import {wayOut} from '../commands/pages/way-out.ts';
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

  async function use(interaction: IdInteraction, parentId?: string): Promise<void> {
    const handler = idHandlers.find(({prefix}) => interaction.customId.startsWith(prefix));
    if (!isForEverybody(interaction, handler)) requireWelcome(services, visitorOf(interaction, parentId));
    if (handler) return handler.handle(interaction);
    throw new AppError('UNKNOWN_JOB', `no handler for ${interaction.customId}`);
  }

  async function guard(interaction: Answerable & Interaction, handle: () => Promise<void>): Promise<void> {
    try {
      await handle();
    } catch (error) {
      // Past the allowance, a line for each press would flood the moderators' channel just like the reports.
      if (error instanceof AppError && error.detail?.reason !== 'reportsUsed') {
        services.guildLog.write(interaction.guildId ?? undefined, refusedLine(interaction.user.id, error));
      }
      const content = services.explain(error, interaction.locale);
      await answerError(interaction, wayOut(services, error, interaction) ?? {content}).catch(
        (err: unknown) => {
          services.log.warn({err}, 'the error message could not be delivered');
        },
      );
    }
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    try {
      await find(slashCommands, interaction.commandName).autocomplete?.(interaction);
    } catch (err) {
      services.log.warn({err, command: interaction.commandName}, 'autocomplete failed');
    }
  }

  /** @param parentId the channel above the thread that it comes from */
  return async function route(interaction: Interaction, parentId?: string): Promise<void> {
    if (interaction.isAutocomplete()) return complete(interaction);
    if (interaction.isChatInputCommand()) {
      return guard(interaction, async () => {
        const command = find(slashCommands, interaction.commandName);
        if (!command.openToAll) requireWelcome(services, visitorOf(interaction, parentId));
        await command.execute(interaction);
      });
    }
    if (interaction.isMessageContextMenuCommand()) {
      return guard(interaction, async () => {
        requireWelcome(services, visitorOf(interaction, parentId));
        await find(messageCommands, interaction.commandName).execute(interaction);
      });
    }
    if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
      return guard(interaction, async () => use(interaction, parentId));
    }
  };
}

/** What people may always do with their own pictures, and a report, whatever a guild has decided since. */
function isForEverybody({customId}: IdInteraction, handler: IdHandler | undefined): boolean {
  const action = parseCustomId(customId)?.action;
  return handler?.openToAll === true || ['cancel', 'bell', 'hush', 'delete', 'report'].includes(action ?? '');
}
