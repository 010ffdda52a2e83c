/** What Discord checks about a command beyond its schema. */
import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import type {FormIssue} from '../rest/discord-error.ts';

type NewCommand = RESTPostAPIApplicationCommandsJSONBody;

const chatNames = /^[-_'\p{L}\p{N}\p{sc=Devanagari}\p{sc=Thai}]{1,32}$/u;
const maxCharacters = 8000;

/** `earlier`: commands that came before this one in the same request. */
export function commandIssues(command: NewCommand, earlier: readonly NewCommand[]): FormIssue[] {
  const type = command.type ?? ApplicationCommandType.ChatInput;
  const issues: FormIssue[] = [];
  if (earlier.some((other) => other.name === command.name && (other.type ?? 1) === type)) {
    const message = 'Application command names must be unique';
    issues.push({path: ['name'], code: 'APPLICATION_COMMANDS_DUPLICATE_NAME', message});
  }
  if (type !== ApplicationCommandType.ChatInput) {
    if ('description' in command && command.description) {
      const message = 'Context menu commands cannot have description';
      issues.push({
        path: ['description'],
        code: 'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID',
        message,
      });
    }
    return issues;
  }
  if (!('description' in command) || !command.description) {
    issues.push({path: ['description'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required'});
  }
  issues.push(...nameIssues(command, []));
  const options = 'options' in command ? (command.options ?? []) : [];
  issues.push(...optionIssues(options, ['options']));
  if (countCharacters(command) > maxCharacters) {
    const message = `Command exceeds maximum size (${maxCharacters})`;
    issues.push({path: [], code: 'APPLICATION_COMMAND_TOO_LARGE', message});
  }
  return issues;
}

function optionIssues(options: readonly APIApplicationCommandOption[], path: FormIssue['path']): FormIssue[] {
  const issues: FormIssue[] = [];
  let optionalSeen = false;
  for (const [index, option] of options.entries()) {
    const here = [...path, index];
    issues.push(...nameIssues(option, here));
    if (options.slice(0, index).some((other) => other.name === option.name)) {
      const message = 'Option names must be unique';
      issues.push({
        path: [...here, 'name'],
        code: 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        message,
      });
    }
    if (
      option.type === ApplicationCommandOptionType.Subcommand ||
      option.type === ApplicationCommandOptionType.SubcommandGroup
    ) {
      issues.push(...optionIssues(option.options ?? [], [...here, 'options']));
      continue;
    }
    if (option.required && optionalSeen) {
      const message = 'Required options must be placed before non-required options';
      issues.push({path: here, code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message});
    }
    optionalSeen ||= !option.required;
    if ('choices' in option && option.choices && option.autocomplete) {
      const message = 'Options with autocomplete cannot have choices';
      issues.push({
        path: [...here, 'autocomplete'],
        code: 'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES',
        message,
      });
    }
  }
  return issues;
}

/** Translated names follow the same rules as the default one. */
function nameIssues(
  {name, name_localizations: translated}: Pick<NewCommand, 'name' | 'name_localizations'>,
  path: FormIssue['path'],
): FormIssue[] {
  const names: [FormIssue['path'], unknown][] = [
    [[...path, 'name'], name],
    ...Object.entries(translated ?? {})
      .filter(([, text]) => text !== null)
      .map(([locale, text]): [FormIssue['path'], unknown] => [[...path, 'name_localizations', locale], text]),
  ];
  return names
    .filter(([, text]) => typeof text !== 'string' || !chatNames.test(text) || text !== text.toLowerCase())
    .map(([where]) => ({
      path: where,
      code: 'APPLICATION_COMMAND_INVALID_NAME',
      message: 'Command name is invalid',
    }));
}

/** Counts names, descriptions and choices of the whole tree, each in its longest translation. */
function countCharacters(node: object): number {
  let sum = 0;
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string' && ['name', 'description', 'value'].includes(key)) {
      sum += Math.max(value.length, ...translationsOf(node, key).map((text) => text.length));
    } else if (typeof value === 'object' && value !== null && !key.endsWith('localizations')) {
      sum += countCharacters(value);
    }
  }
  return sum;
}

function translationsOf(node: object, key: string): string[] {
  const translations: unknown = Reflect.get(node, `${key}_localizations`);
  return Object.values(translations ?? {}).filter((text) => typeof text === 'string');
}
