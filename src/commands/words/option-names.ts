/**
 * What readers of a language see as the name of an option. It is asked for by the name at registration, or by that of the
 * engine's setting it stands for, such as `styleScale`; anything else stays as it is.
 */
export function optionNames({options}: {options: Readonly<Record<string, {name: string}>>}) {
  return (option: string): string => {
    const key = option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return options[key]?.name ?? option;
  };
}
