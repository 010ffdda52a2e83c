import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';

export interface SlashCommand {
  /** What Discord is told at registration. */
  definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** Also for people and places that get no pictures. */
  openToAll?: boolean;
  /** @throws AppError for what people can mend; the router finds the words and the place for them. */
  execute(interaction: ChatInputCommandInteraction): Promise<void>;
  autocomplete?(interaction: AutocompleteInteraction): Promise<void>;
}

/** An entry of the menu that every message has. */
export interface MessageCommand {
  definition: RESTPostAPIContextMenuApplicationCommandsJSONBody;
  execute(interaction: MessageContextMenuCommandInteraction): Promise<void>;
}

export type CommandDefinition = (SlashCommand | MessageCommand)['definition'];

export type IdInteraction = MessageComponentInteraction | ModalSubmitInteraction;

/** Takes what people do with the components and modals whose custom ids begin with `prefix`. */
export interface IdHandler {
  /** With its final colon, for example `styles:v1:`. */
  prefix: string;
  /** As of a command. */
  openToAll?: boolean;
  handle(interaction: IdInteraction): Promise<void>;
}

/** All that people can do by interactions. */
export interface Repertoire {
  slashCommands: readonly SlashCommand[];
  messageCommands: readonly MessageCommand[];
  idHandlers: readonly IdHandler[];
}
