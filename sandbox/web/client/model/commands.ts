/** Chat commands as a list to choose from, in the viewer's language; each subcommand is an entry. */
import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord-api-types/v10';

export interface OfferedCommand {
  /** Name to send, such as `stylize` or `styles add`. */
  name: string;
  /** Name to show. */
  label: string;
  description: string;
  options: APIApplicationCommandBasicOption[];
}

type Localized = {
  name: string;
  description?: string;
  name_localizations?: object | null;
  description_localizations?: object | null;
};

export function offeredCommands(
  commands: readonly APIApplicationCommand[],
  locale: string,
): OfferedCommand[] {
  return commands
    .filter((command) => command.type === ApplicationCommandType.ChatInput)
    .flatMap((command) => leaves(command, command.options ?? [], {name: [], label: []}, locale))
    .sort((one, other) => one.label.localeCompare(other.label));
}

function leaves(
  node: Localized,
  options: readonly APIApplicationCommandOption[],
  parent: {name: string[]; label: string[]},
  locale: string,
): OfferedCommand[] {
  const path = {name: [...parent.name, node.name], label: [...parent.label, labelOf(node, locale)]};
  const groups = options.filter(
    (option) =>
      option.type === ApplicationCommandOptionType.Subcommand ||
      option.type === ApplicationCommandOptionType.SubcommandGroup,
  );
  if (groups.length > 0) return groups.flatMap((group) => leaves(group, group.options ?? [], path, locale));
  return [
    {
      name: path.name.join(' '),
      label: path.label.join(' '),
      description: descriptionOf(node, locale),
      options: options.filter(
        (option): option is APIApplicationCommandBasicOption => !groups.some((group) => group === option),
      ),
    },
  ];
}

/** Commands that need a file, which attached ones can fill. */
export function takesFile({options}: OfferedCommand): boolean {
  return options.some(({type, required}) => type === ApplicationCommandOptionType.Attachment && required);
}

/** Commands with names that begin with the text, then those with names that contain it elsewhere. */
export function searchCommands(commands: readonly OfferedCommand[], text: string): OfferedCommand[] {
  const wanted = text.trim().toLowerCase();
  const begins = (command: OfferedCommand): boolean =>
    command.label.toLowerCase().startsWith(wanted) || command.name.startsWith(wanted);
  const holds = ({label, name}: OfferedCommand): boolean =>
    label.toLowerCase().includes(wanted) || name.includes(wanted);
  return [...commands.filter(begins), ...commands.filter((command) => !begins(command) && holds(command))];
}

export function labelOf(node: Localized, locale: string): string {
  return translation(node.name_localizations, locale) ?? node.name;
}

export function descriptionOf(node: Localized, locale: string): string {
  return translation(node.description_localizations, locale) ?? node.description ?? '';
}

function translation(texts: object | null | undefined, locale: string): string | undefined {
  const found = Object.entries(texts ?? {}).find(([language]) => language === locale)?.[1];
  return typeof found === 'string' ? found : undefined;
}
