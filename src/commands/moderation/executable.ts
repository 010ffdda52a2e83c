import {accessSync, constants, statSync} from 'node:fs';
import {delimiter, join, sep} from 'node:path';

/** The path that starting `command` would run, as the system looks for it; undefined if there is none. */
export function findExecutable(command: string, path = ''): string | undefined {
  const hasFolder = command.includes('/') || command.includes(sep);
  const candidates = hasFolder ? [command] : path.split(delimiter).map((folder) => join(folder, command));
  // Windows adds an ending of its own.
  const endings = process.platform === 'win32' ? ['', '.exe', '.com'] : [''];
  return candidates.flatMap((file) => endings.map((ending) => file + ending)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
