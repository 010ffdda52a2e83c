/** Reads environment variables: parsers for each kind of value, and an error that lists every problem at once. */
import {z} from 'zod';
import {AppError} from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables of `schema`; an empty one counts as absent. The schema's error messages say what was expected.
 * @param secrets variables that no message shows the value of
 * @param crossProblems finds problems that only show when several variables are compared
 * @throws AppError `BAD_CONFIG` that lists every problem: the variable, what was expected and what was set
 */
export function readVariables<Schema extends z.ZodObject>(
  env: Environment,
  schema: Schema,
  secrets: ReadonlySet<string>,
  crossProblems: (values: z.infer<Schema>) => string[],
): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? crossProblems(parsed.data)
    : parsed.error.issues.map(describe(given, secrets));
  if (!parsed.success || problems.length > 0) {
    throw new AppError('BAD_CONFIG', `The configuration has ${count(problems)}:\n${list(problems)}`);
  }
  return parsed.data;
}

export function text(pattern: RegExp, expected: string) {
  return z.string({error: expected}).regex(pattern, {error: expected});
}

export function ids() {
  const error = 'ids, digits only, separated by commas';
  return z
    .string()
    .regex(/^\s*\d{1,20}(\s*,\s*\d{1,20})*\s*$/, {error})
    .transform((list) => list.split(',').map((id) => id.trim()));
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, {error: `one of ${values.join(', ')}`});
}

/** The path of an executable, or a JSON array of the path and its arguments; nothing is split at spaces or quotes. */
export function commandLine() {
  const error =
    'the path of an executable, or a JSON array of strings such as ["/usr/bin/judge", "--strict"]';
  return z.string().transform((value, context): [string, ...string[]] => {
    if (!value.trimStart().startsWith('[')) return [value];
    const parsed = commandSchema.safeParse(parseJson(value));
    if (parsed.success) return parsed.data;
    context.addIssue({code: 'custom', message: error});
    return z.NEVER;
  });
}

const commandSchema = z.tuple([z.string().min(1)], z.string());

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function wholeNumber(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, {error})
    .transform(Number)
    .pipe(z.number().min(min, {error}).max(max, {error}));
}

/** Turns a schema issue into one line. Its message says what was expected. */
function describe(given: Environment, secrets: ReadonlySet<string>) {
  return (issue: z.core.$ZodIssue): string => {
    const name = String(issue.path[0]);
    const value = given[name];
    const came =
      value === undefined ? 'nothing' : secrets.has(name) ? 'something else' : JSON.stringify(value);
    return `${name}: expected ${issue.message}, got ${came}`;
  };
}

function count(problems: readonly string[]): string {
  return problems.length === 1 ? 'a problem' : `${problems.length} problems`;
}

function list(problems: readonly string[]): string {
  return problems.map((problem) => `  ${problem}`).join('\n');
}
