import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {parse, populate} from 'dotenv';
import {AppError} from '../errors.ts';

/**
 * Adds the variables of the file `.env`, if there is one, to the environment; those that it has already stay.
 * @throws AppError `BAD_CONFIG` when the file cannot be read
 */
export function readEnvironmentFile(env: NodeJS.ProcessEnv, path = resolve('.env')): void {
  const bytes = readIfPresent(path);
  if (!bytes) return;
  if (isUtf16(bytes)) {
    throw new AppError(
      'BAD_CONFIG',
      `${path} is in UTF-16, so none of its variables (DISCORD_TOKEN and the others) can be read: save it as UTF-8.`,
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
