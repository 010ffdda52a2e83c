import type {APIEmbedField} from 'discord.js';

/** Discord's limit on a field's value. */
const maxValue = 1_024;
/** A name that shows nothing. */
const nameless = '\u200b';

/**
 * A list as fields of an embed: as many lines as fit into `most` fields, and how many there are more.
 * @param more says that some lines are left out
 */
export function fittedFields(
  name: string,
  lines: readonly string[],
  {most, more, between = '\n'}: {most: number; more: (left: number) => string; between?: string},
): APIEmbedField[] {
  const values: string[] = [''];
  for (const [index, line] of lines.entries()) {
    const left = lines.length - index;
    const last = values.length - 1;
    const before = values[last] as string;
    const longer = before === '' ? line : `${before}${between}${line}`;
    // The last field must also have room for the words that end it.
    const room =
      values.length < most || left === 1 ? maxValue : maxValue - between.length - more(left).length;
    if (longer.length <= room) values[last] = longer;
    else if (values.length < most) values.push(line);
    else {
      values[last] = `${before}${between}${more(left)}`;
      break;
    }
  }
  return values.map((value, index) => ({name: index === 0 ? name : nameless, value: value || nameless}));
}

/** A text of at most `most` characters. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
