import type {Config} from '../config.ts';
import {createRestyling} from './actions/restyle.ts';
import {timeLapseHandler} from './actions/time-lapse.ts';
import {tweakHandler} from './actions/tweak.ts';
import {adminCommand} from './admin/admin.ts';
import {adminDefinition} from './admin/definition.ts';
import {createIntake} from './attachments/intake.ts';
import type {CommandDefinition, Repertoire} from './command.ts';
import {forgetCommand, forgetDefinition} from './forget.ts';
import {Gallery} from './gallery/gallery.ts';
import {helpCommand, helpDefinition} from './help.ts';
import {ownStylesCommands, stylesAddDefinition, stylesRemoveDefinition} from './own-styles.ts';
import {menuLayout} from './picker/style-menu.ts';
import {stylizeMessageCommand, stylizeMessageDefinition} from './picker/stylize-message.ts';
import {jobButtons} from './press-button.ts';
import {queueCommand, queueDefinition} from './queue.ts';
import type {Services} from './services.ts';
import {stylesCommand, stylesDefinition} from './styles.ts';
import {stylizeCommand} from './stylize.ts';
import {stylizeDefinition} from './stylize-definition.ts';

/** Everything people can do by commands and the messages those open. */
export function createRepertoire(services: Services): Repertoire {
  const takeIn = createIntake(services);
  const gallery = new Gallery(menuLayout);
  const picker = stylizeMessageCommand(services, takeIn, gallery);
  const restyling = createRestyling(services, gallery);
  const styles = stylesCommand(services);
  const queue = queueCommand(services);
  const forget = forgetCommand(services);
  return {
    slashCommands: [
      stylizeCommand(services, takeIn),
      styles.command,
      ...ownStylesCommands(services),
      queue.command,
      helpCommand(services),
      forget.command,
      adminCommand(services),
    ],
    messageCommands: [picker.command],
    idHandlers: [
      jobButtons(services, restyling),
      restyling.handler,
      tweakHandler(services),
      timeLapseHandler(services),
      picker.handler,
      styles.handler,
      queue.handler,
      forget.handler,
    ],
  };
}

/** What Discord is told of the commands; a test makes sure that it is those of the repertoire. */
export function commandDefinitions(config: Config): CommandDefinition[] {
  return [
    stylizeDefinition(config),
    stylesDefinition,
    stylesAddDefinition,
    stylesRemoveDefinition,
    queueDefinition,
    helpDefinition,
    forgetDefinition,
    adminDefinition,
    stylizeMessageDefinition,
  ];
}
