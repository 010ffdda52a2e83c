import type {Config} from '../config.ts';
import {createIntake} from './attachments/intake.ts';
import type {CommandDefinition, Repertoire} from './command.ts';
import {adminCommand} from './guilds/admin.ts';
import {adminDefinition} from './guilds/admin-definition.ts';
import {ownerCommand} from './owner/owner-command.ts';
import {ownerDefinition} from './owner/owner-definition.ts';
import {forgetCommand, forgetDefinition} from './pages/forget.ts';
import {helpCommand, helpDefinition} from './pages/help.ts';
import {queueCommand, queueDefinition} from './pages/queue-command.ts';
import {createPaintMessage} from './picker/photo-message.ts';
import {stylizeMessageCommand, stylizeMessageDefinition} from './picker/stylize-message.ts';
import {galleryHandler} from './picture/actions/gallery.ts';
import {createRestyling} from './picture/actions/restyle.ts';
import {timeLapseHandler} from './picture/actions/send-time-lapse.ts';
import {tweakHandler} from './picture/actions/tweak.ts';
import {jobButtons} from './picture/press-button.ts';
import {reportHandler} from './picture/report/report-handler.ts';
import {ownStylesCommands, stylesAddDefinition, stylesRemoveDefinition} from './presets/own-styles.ts';
import {pickerLayout} from './presets/style-picker.ts';
import {stylesCommand, stylesDefinition} from './presets/styles-command.ts';
import {Gallery} from './presets/thumbnail-pages.ts';
import type {Services} from './services.ts';
import {stylizeCommand} from './stylize/stylize-command.ts';
import {stylizeDefinition} from './stylize/stylize-definition.ts';
import {createTakeOrder} from './stylize/take-order.ts';
import {createUnfinishedOrders} from './stylize/unfinished-order.ts';

/** Everything people can do with commands and the messages they open. */
export function createRepertoire(services: Services): Repertoire {
  const takeIn = createIntake(services);
  const gallery = new Gallery(pickerLayout);
  const picker = stylizeMessageCommand(services, takeIn, gallery);
  const unfinished = createUnfinishedOrders(services, takeIn, gallery);
  const restyling = createRestyling(services, gallery);
  const takeOrder = createTakeOrder(services, takeIn, unfinished);
  const styles = stylesCommand(services, takeOrder);
  const queue = queueCommand(services);
  const forget = forgetCommand(services);
  const help = helpCommand(services);
  const owner = ownerCommand(services);
  return {
    slashCommands: [
      stylizeCommand(services, takeOrder),
      styles.command,
      ...ownStylesCommands(services),
      queue.command,
      help.command,
      forget.command,
      adminCommand(services),
      owner.command,
    ],
    messageCommands: [picker.command],
    idHandlers: [
      jobButtons(services, restyling),
      restyling.handler,
      tweakHandler(services),
      timeLapseHandler(services),
      galleryHandler(services),
      reportHandler(services),
      picker.handler,
      unfinished.handler,
      styles.handler,
      queue.handler,
      forget.handler,
      help.handler,
      owner.handler,
    ],
    paintMessage: createPaintMessage(services, takeIn, gallery),
  };
}

/** The definitions sent to Discord; a test makes sure that they match the repertoire. */
export interface Definitions {
  /** For people, and for those who manage servers. */
  people: readonly CommandDefinition[];
  /** For the people who run the bot, if the configuration names any. */
  owners: readonly CommandDefinition[];
}

export function commandDefinitions(config: Config): Definitions {
  return {people: peoplesDefinitions(config), owners: config.ownerIds.length > 0 ? [ownerDefinition] : []};
}

function peoplesDefinitions(config: Config): CommandDefinition[] {
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
