import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type {PaintMessage} from './picker/photo-message.ts';

export interface SlashCommand {
  /** What is sent to Discord at registration. */
  definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** People may use it even when they, or the place, may not get pictures. */
  openToAll?: boolean;
  /** @throws AppError for errors that people can put right; the router tells them. */
  execute(interaction: ChatInputCommandInteraction): Promise<void>;
  autocomplete?(interaction: AutocompleteInteraction): Promise<void>;
}

/** An entry in the **Apps** menu of every message. */
export interface MessageCommand {
  definition: RESTPostAPIContextMenuApplicationCommandsJSONBody;
  execute(interaction: MessageContextMenuCommandInteraction): Promise<void>;
}

export type CommandDefinition = (SlashCommand | MessageCommand)['definition'];

export type IdInteraction = MessageComponentInteraction | ModalSubmitInteraction;

/** Handles components and modals with custom ids that begin with `prefix`. */
export interface IdHandler {
  /** With its final colon, for example `styles:v1:`. */
  prefix: string;
  /** As for a command. */
  openToAll?: boolean;
  handle(interaction: IdInteraction): Promise<void>;
}

/** Everything people can do through interactions. */
export interface Repertoire {
  slashCommands: readonly SlashCommand[];
  messageCommands: readonly MessageCommand[];
  idHandlers: readonly IdHandler[];
  paintMessage: PaintMessage;
}
