/**
 * Translates option names into the names that readers of a language see. Accepts the registered name or the name of the
 * engine's setting, such as `styleScale`; returns anything else unchanged.
 */
export function optionNames({options}: {options: Readonly<Record<string, {name: string}>>}) {
  return (option: string): string => {
    const key = option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return options[key]?.name ?? option;
  };
}
