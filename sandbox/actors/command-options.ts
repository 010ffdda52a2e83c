/** Turns the options a script names into those an interaction carries, for a chat command or a subcommand. */
import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10';
import {type OptionContext, type OptionValue, readOption} from './option-values.ts';
import {ClientRefusal} from './refusal.ts';

export type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

export interface SentOption {
  type: Type;
  name: string;
  value?: string | number | boolean;
  focused?: boolean;
  options?: SentOption[];
}

/**
 * `path` names subcommands: `['add']` or `['style', 'add']`; empty for a plain command. With `focused` the command is
 * still being typed: required options may be missing, and the focused one holds whatever text is there so far.
 */
export async function readOptions(
  command: APIApplicationCommand,
  path: readonly string[],
  values: OptionValues,
  context: OptionContext,
  focused?: string,
): Promise<SentOption[]> {
  const {options, wrap} = descend(command.options ?? [], path, command.name);
  const given = Object.entries(values).filter(
    (entry): entry is [string, OptionValue] => entry[1] !== undefined,
  );
  for (const [name] of given) {
    if (options.some((option) => option.name === name)) continue;
    const known = options.map((option) => option.name).join(', ') || 'none';
    throw new ClientRefusal(`/${command.name} has no option "${name}"; it has ${known}`);
  }
  const missing = options.find((option) => option.required && values[option.name] === undefined);
  if (missing && focused === undefined)
    throw new ClientRefusal(`the required option "${missing.name}" is missing`);
  const sent: SentOption[] = [];
  for (const [name, value] of given) {
    const option = options.find((candidate) => candidate.name === name);
    if (!option) continue;
    if (name === focused) sent.push(typedSoFar(option, value));
    else sent.push({type: option.type, name, value: await readOption(option, value, context)});
  }
  return wrap(sent);
}

/** The option's value as typed so far. @throws ClientRefusal if the option has no autocomplete. */
function typedSoFar(option: APIApplicationCommandBasicOption, value: OptionValue): SentOption {
  if (!('autocomplete' in option) || !option.autocomplete) {
    throw new ClientRefusal(`option "${option.name}" has no autocomplete`);
  }
  return {type: option.type, name: option.name, value: String(value), focused: true};
}

interface Descent {
  options: APIApplicationCommandBasicOption[];
  wrap(sent: SentOption[]): SentOption[];
}

function descend(
  options: readonly APIApplicationCommandOption[],
  path: readonly string[],
  commandName: string,
): Descent {
  const [next, ...rest] = path;
  const groups = options.filter(
    (option) => option.type === Type.Subcommand || option.type === Type.SubcommandGroup,
  );
  if (next === undefined) {
    if (groups.length > 0) {
      const known = groups.map(({name}) => name).join(', ');
      throw new ClientRefusal(`/${commandName} needs a subcommand: ${known}`);
    }
    return {options: options.filter(isBasic), wrap: (sent) => sent};
  }
  const group = groups.find(({name}) => name === next);
  if (!group) throw new ClientRefusal(`/${commandName} has no subcommand "${next}"`);
  const inner = descend(group.options ?? [], rest, `${commandName} ${next}`);
  return {
    options: inner.options,
    wrap: (sent) => [{type: group.type, name: group.name, options: inner.wrap(sent)}],
  };
}

function isBasic(option: APIApplicationCommandOption): option is APIApplicationCommandBasicOption {
  return option.type !== Type.Subcommand && option.type !== Type.SubcommandGroup;
}
