import type {Config} from '../config.ts';
import {createIntake} from './attachments/intake.ts';
import type {CommandDefinition, Repertoire} from './command.ts';
import {forgetCommand, forgetDefinition} from './forget.ts';
import {helpCommand, helpDefinition} from './help.ts';
import {stylizeMessageCommand, stylizeMessageDefinition} from './picker/stylize-message.ts';
import {queueCommand, queueDefinition} from './queue.ts';
import type {Services} from './services.ts';
import {stylesCommand, stylesDefinition} from './styles.ts';
import {stylizeCommand} from './stylize.ts';
import {stylizeDefinition} from './stylize-definition.ts';

/** Everything people can do by commands and the messages those open. */
export function createRepertoire(services: Services): Repertoire {
  const takeIn = createIntake(services);
  const picker = stylizeMessageCommand(services, takeIn);
  const styles = stylesCommand(services);
  const queue = queueCommand(services);
  const forget = forgetCommand(services);
  return {
    slashCommands: [
      stylizeCommand(services, takeIn),
      styles.command,
      queue.command,
      helpCommand(services),
      forget.command,
    ],
    messageCommands: [picker.command],
    idHandlers: [picker.handler, styles.handler, queue.handler, forget.handler],
  };
}

/** What Discord is told of the commands; a test makes sure that it is those of the repertoire. */
export function commandDefinitions(config: Config): CommandDefinition[] {
  return [
    stylizeDefinition(config),
    stylesDefinition,
    queueDefinition,
    helpDefinition,
    forgetDefinition,
    stylizeMessageDefinition,
  ];
}
