/** Reads environment variables: parsers for each kind of value, and an error that lists every problem at once. */
import {z} from 'zod';
import {AppError} from './errors.ts';
import {fileVariable, readSecretFile} from './secret-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables of `schema`; an empty one counts as absent. The schema's error messages say what was expected.
 * @param secrets variables that no message shows the value of; a file that `NAME_FILE` names may hold it
 * @param crossProblems finds problems that only show when several variables are compared
 * @throws AppError `BAD_CONFIG` that lists every problem: the variable, what was expected and what was set
 */
export function readVariables<Schema extends z.ZodObject>(
  env: Environment,
  schema: Schema,
  secrets: ReadonlySet<string>,
  crossProblems: (values: z.infer<Schema>) => string[],
): z.infer<Schema> {
  const names = Object.keys(schema.shape);
  const given: Record<string, string> = {};
  const flaws: {name: string; problem: string}[] = [];
  for (const name of names) {
    const filed = secrets.has(name) ? readSecretFile(name, env) : undefined;
    const value = (filed && 'value' in filed ? filed.value : env[name])?.replace(/^[ \t]+|[ \t]+$/g, '');
    if (value?.trim()) given[name] = value;
    const flaw = value?.trim() ? flawOf(value) : undefined;
    if (filed && 'problem' in filed) flaws.push({name, problem: filed.problem});
    else if (flaw !== undefined) flaws.push({name, problem: `${filed ? fileVariable(name) : name}: ${flaw}`});
  }
  const parsed = schema.safeParse(given);
  const others = parsed.success
    ? crossProblems(parsed.data)
    : parsed.error.issues
        .filter(({path: [name]}) => !flaws.some((flaw) => flaw.name === name))
        .map(describe(given, secrets));
  const problems = [...flaws.map(({problem}) => problem), ...others];
  if (!parsed.success || problems.length > 0) {
    const guesses = misspelt(env, withFileVariables(names, secrets));
    throw new AppError(
      'BAD_CONFIG',
      `The configuration has ${count(problems)}:\n${list([...problems, ...guesses])}`,
    );
  }
  return parsed.data;
}

/** These variables, and those that name a file with one of them. */
export function withFileVariables(names: readonly string[], secrets: ReadonlySet<string>): string[] {
  return [...names, ...names.filter((name) => secrets.has(name)).map(fileVariable)];
}

/** What editors and tools put around a value, which then fits no variable. Never shows the value. */
function flawOf(value: string): string | undefined {
  const [odd] = /[\u00a0\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd]/u.exec(value) ?? [];
  if (/^[“”„‟‘’‚‛«»]|[“”„‟‘’‚‛«»]$/u.test(value))
    return 'there are curly quotes around the value; leave them out';
  if (/^["'`]|["'`]$/.test(value))
    return 'there are quotes around the value, which docker --env-file and some editors keep; leave them out';
  if (odd !== undefined) {
    const code = odd.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `there is a character in the value that cannot be seen or read (U+${code}); type the value again, in UTF-8`;
  }
  // Lists of ids and of arguments may go over several lines.
  if (/[\r\n]/.test(value) && !/^[\s\d,]+$|^\s*\[/.test(value))
    return 'there is a line break in the value; write it on one line';
  return undefined;
}

/** One sentence for each variable that nobody reads though it looks as if one of `known` was meant. */
export function misspelt(env: Environment, known: readonly string[]): string[] {
  return Object.keys(env).flatMap((name) => {
    if (!env[name] || known.includes(name) || name.toUpperCase().endsWith('_PROXY')) return [];
    const meant = known.find((candidate) => differsLittle(name.toUpperCase(), candidate));
    return meant === undefined ? [] : [`${name}: there is no such variable; did you mean ${meant}?`];
  });
}

/** One typing error in a short name, two in a long one. Short names are too close to other programs' variables. */
function differsLittle(name: string, candidate: string): boolean {
  const allowed = candidate.length < 6 ? 0 : candidate.length < 10 ? 1 : 2;
  return Math.abs(name.length - candidate.length) <= allowed && distance(name, candidate) <= allowed;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other (Damerau, 1964). */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({length: to.length + 1}, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row += 1) {
    rows[row] = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      (rows[row] as number[])[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (same ? 0 : 1),
        swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(from.length, to.length);
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

/** A whole list of ids as Discord makes them. */
export function snowflakes() {
  const error = 'ids as Discord shows them (17 to 20 digits), separated by commas';
  return z
    .string()
    .refine((list) => list.split(',').every((id) => isSnowflake(id.trim())), {error})
    .transform((list) => [...new Set(list.split(',').map((id) => id.trim()))]);
}

export function snowflake() {
  return z.string().refine(isSnowflake, {error: 'an id as Discord shows it, 17 to 20 digits'});
}

/** Discord's ids are 64 bits with the time in front, so none of today's has fewer digits. */
export function isSnowflake(id: string): boolean {
  return /^[1-9]\d{16,19}$/.test(id) && BigInt(id) < 1n << 64n;
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

/** Shards of the gateway: ids from 0 to `count - 1`. */
export interface ShardRange {
  first: number;
  last: number;
  count: number;
}

const mostShards = 10_000;

/** `auto`; a number of shards, all of them here; or a part of a number, `0-3/16` or `5/16`. */
export function shardRange() {
  const error = `auto, a number of shards such as 4, or this process' part of them such as 0-3/16, ${mostShards} at most`;
  return z.string().transform((value, context): 'auto' | ShardRange => {
    if (value === 'auto') return value;
    const [, first, last = first, total] = /^(?:(\d+)(?:-(\d+))?\/)?(\d+)$/.exec(value) ?? [];
    const count = Number(total ?? Number.NaN);
    const range = first === undefined ? {first: 0, last: count - 1} : {first: +first, last: Number(last)};
    if (count >= 1 && count <= mostShards && range.first <= range.last && range.last < count)
      return {...range, count};
    context.addIssue({code: 'custom', message: error});
    return z.NEVER;
  });
}

/** Turns a schema issue into one line. Its message says what was expected. */
function describe(given: Environment, secrets: ReadonlySet<string>) {
  return (issue: z.core.$ZodIssue): string => {
    const name = String(issue.path[0]);
    const value = given[name];
    const came = value === undefined ? 'nothing' : secrets.has(name) ? hidden(value) : JSON.stringify(value);
    return `${name}: expected ${issue.message}, got ${came}`;
  };
}

/** What is wrong with a secret, as far as that can be said without showing it. */
function hidden(value: string): string {
  if (/^bot\s/i.test(value)) return 'something that begins with “Bot”; leave that word out';
  return /\s/.test(value) ? 'something with blanks in it' : 'something else';
}

function count(problems: readonly string[]): string {
  return problems.length === 1 ? 'a problem' : `${problems.length} problems`;
}

function list(problems: readonly string[]): string {
  return problems.map((problem) => `  ${problem}`).join('\n');
}
