import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {parse, populate} from 'dotenv';
import {AppError} from '../errors.ts';

/**
 * Adds the variables of the file `.env`, if there is one, to the environment; those that it has already stay. Notepad
 * calls it `.env.txt`.
 * @throws AppError `BAD_CONFIG` when the file cannot be read
 */
export function readEnvironmentFile(env: NodeJS.ProcessEnv, path = resolve('.env')): void {
  const bytes = readIfPresent(path) ?? readIfPresent(`${path}.txt`);
  if (!bytes) return;
  const form = isUtf16(bytes) ? 'UTF-16' : isRichText(bytes) ? 'rich text' : undefined;
  if (form) {
    throw new AppError(
      'BAD_CONFIG',
      `${path} is in ${form}, so none of its variables (DISCORD_TOKEN and the others) can be read: save it as ${form === 'UTF-16' ? '' : 'plain text in '}UTF-8.`,
    );
  }
  populate(env as Record<string, string>, parse(bytes));
}

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    const reason = code === 'EISDIR' ? 'it is a folder' : code;
    throw new AppError('BAD_CONFIG', `${path}: expected a file with variables, but ${reason}.`, {cause});
  }
}

/** By its byte order mark, or by the zero in each ASCII character. */
function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff' || bytes.includes(0);
}

function isRichText(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '{\\rtf';
}
