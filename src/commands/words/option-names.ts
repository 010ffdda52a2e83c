type Names = Readonly<Record<string, string>>;
type Options = Readonly<Record<string, {name: string}>>;

/**
 * Translates option names into the names that readers of a language see. Accepts the registered name or the name of the
 * engine's setting, such as `styleScale`; returns anything else unchanged.
 */
export function optionNames(...commands: readonly {options: Options}[]) {
  const options: Options = Object.assign({}, ...commands.map((command) => command.options));
  return (option: string): string => {
    const key = option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return options[key]?.name ?? option;
  };
}

/** A number that people gave, by its label in the form or its name in the command. */
export function calledIn(
  nameOf: ReturnType<typeof optionNames>,
  fields: Readonly<Record<string, {label: string}>>,
) {
  return (option: string, inForm = false): string => {
    const label = inForm ? fields[option]?.label : undefined;
    return label === undefined ? `\`${nameOf(option)}\`` : `**${label}**`;
  };
}

/** Translates the value of a choice, such as `keep`, into what readers choose from. */
export function choiceNames({quality, colors}: {quality: Names; colors: Names}) {
  const names: Names = {...quality, ...colors};
  return (value: string): string => names[value] ?? value;
}
