/** Puts Zod's findings into Discord's words, and leaves out those where the document is stricter than Discord. */
import type * as z from 'zod/mini';
import type {FormIssue} from '../rest/discord-error.ts';

type Issue = z.core.$ZodIssue;

/** `value` is the whole value that was judged; the issues' paths lead into it. */
export function describeIssues(issues: readonly Issue[], value: unknown): FormIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    const found = path.reduce<unknown>((node, key) => child(node, key), value);
    if (issue.code === 'invalid_union') return describeUnion(issue, path, found);
    if (isConcession(path, found)) return [];
    return [{path, ...inWords(issue, found)}];
  });
}

/** Describes the branch of a union with the matching `type`; without one, the branch with the fewest complaints. */
function describeUnion(
  issue: Issue & {code: 'invalid_union'},
  path: FormIssue['path'],
  found: unknown,
): FormIssue[] {
  const branches = issue.errors.map((errors) => ({
    misfits: errors.filter((error) => error.path.length === 1 && error.path[0] === 'type').length,
    issues: describeIssues(errors, found),
  }));
  const meant = branches.sort((a, b) => a.misfits - b.misfits || a.issues.length - b.issues.length)[0];
  if (!meant) return [{path, code: 'BASE_TYPE_CHOICES', message: 'Value fits none of the allowed types.'}];
  return meant.issues.map((inner) => ({...inner, path: [...path, ...inner.path]}));
}

/**
 * Whether the document wants a number but Discord's own documentation says string: permissions, which need 64 bits, and
 * the codes inside a 50035, such as BASE_TYPE_REQUIRED.
 */
function isConcession(path: FormIssue['path'], found: unknown): boolean {
  if (typeof found !== 'string') return false;
  if (path.at(-1) === 'default_member_permissions') return /^\d+$/.test(found);
  return path.at(-1) === 'code' && path.at(-3) === '_errors';
}

function inWords(issue: Issue, found: unknown): {code: string; message: string} {
  if (found === undefined) return {code: 'BASE_TYPE_REQUIRED', message: 'This field is required'};
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? {code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum} or fewer in length.`}
        : {code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${issue.maximum}.`};
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? {code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${issue.minimum} or more in length.`}
        : {
            code: 'NUMBER_TYPE_MIN',
            message: `int value should be greater than or equal to ${issue.minimum}.`,
          };
    case 'invalid_value':
      return {code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${issue.values.join(', ')}}.`};
    case 'invalid_format':
      return issue.format === 'url'
        ? {code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.'}
        : {
            code: 'BASE_TYPE_INVALID',
            message: `Value ${JSON.stringify(found)} is not a valid ${issue.format}.`,
          };
    case 'invalid_type':
      return {
        code: 'BASE_TYPE_INVALID',
        message: `Expected ${issue.expected}, got ${JSON.stringify(found)}.`,
      };
    default:
      return {code: 'BASE_TYPE_INVALID', message: issue.message};
  }
}

function child(node: unknown, key: string | number): unknown {
  if (Array.isArray(node)) return typeof key === 'number' ? node[key] : undefined;
  return typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
}
