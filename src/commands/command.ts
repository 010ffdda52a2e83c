import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';

export interface SlashCommand {
  /** What Discord is told at registration. */
  definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** @throws AppError for what people can mend; the router finds the words and the place for them. */
  execute(interaction: ChatInputCommandInteraction): Promise<void>;
  autocomplete?(interaction: AutocompleteInteraction): Promise<void>;
}
