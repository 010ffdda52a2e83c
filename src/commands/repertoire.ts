import type {Config} from '../config.ts';
import {createIntake} from './attachments/intake.ts';
import type {CommandDefinition, Repertoire} from './command.ts';
import {adminCommand} from './guilds/admin.ts';
import {adminDefinition} from './guilds/admin-definition.ts';
import {forgetCommand, forgetDefinition} from './pages/forget.ts';
import {helpCommand, helpDefinition} from './pages/help.ts';
import {queueCommand, queueDefinition} from './pages/queue-command.ts';
import {stylizeMessageCommand, stylizeMessageDefinition} from './picker/stylize-message.ts';
import {createRestyling} from './picture/actions/restyle.ts';
import {timeLapseHandler} from './picture/actions/send-time-lapse.ts';
import {tweakHandler} from './picture/actions/tweak.ts';
import {jobButtons} from './picture/press-button.ts';
import {ownStylesCommands, stylesAddDefinition, stylesRemoveDefinition} from './presets/own-styles.ts';
import {menuLayout} from './presets/style-menu.ts';
import {stylesCommand, stylesDefinition} from './presets/styles-command.ts';
import {Gallery} from './presets/thumbnail-pages.ts';
import type {Services} from './services.ts';
import {stylizeCommand} from './stylize/stylize-command.ts';
import {stylizeDefinition} from './stylize/stylize-definition.ts';

/** Everything people can do with commands and the messages they open. */
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

/** The definitions sent to Discord; a test makes sure that they match the repertoire. */
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
