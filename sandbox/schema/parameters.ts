/** Parameters of the path and the query, which arrive as text, against their types in the document. */
import type {FormIssue} from '../rest/discord-error.ts';

/** Known as the document writes them; the few that are lists or names of their own are not judged. */
const kinds: Partial<Record<string, {pattern: RegExp; code: string; message(value: string): string}>> = {
  SnowflakeType: {
    pattern: /^\d{1,20}$/,
    code: 'NUMBER_TYPE_COERCE',
    message: (value) => `Value "${value}" is not snowflake.`,
  },
  number: {
    pattern: /^-?\d+$/,
    code: 'NUMBER_TYPE_COERCE',
    message: (value) => `Value "${value}" is not int.`,
  },
  boolean: {
    pattern: /^(?:true|false)$/,
    code: 'BOOLEAN_TYPE_CONVERT',
    message: () => 'Must be either true or false.',
  },
};

export function parameterIssues(
  types: ReadonlyMap<string, string>,
  values: Iterable<readonly [name: string, value: string]>,
): FormIssue[] {
  return [...values].flatMap(([name, value]) => {
    const kind = kinds[types.get(name) ?? ''];
    if (!kind || kind.pattern.test(value)) return [];
    return [{path: [name], code: kind.code, message: kind.message(value)}];
  });
}
