/** A secret in a file of its own, as Docker's and systemd's credentials are: `NAME_FILE` names the file. */
import {readFileSync} from 'node:fs';

/** Reads `NAME_FILE`. The result is undefined without that variable; a problem never shows what the file holds. */
export function readSecretFile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): {value: string} | {problem: string} | undefined {
  const variable = fileVariable(name);
  const path = env[variable]?.trim();
  if (!path) return undefined;
  const problem = (text: string) => ({problem: `${variable}: ${text}`});
  if (env[name]?.trim()) return problem(`expected this or ${name}, but both are set`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return problem(`${path} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
  if (bytes.includes(0)) return problem(`expected text in UTF-8 in ${path}`);
  const value = bytes.toString('utf8').replace(/\r?\n$/, '');
  return value.trim() ? {value} : problem(`${path} is empty`);
}

export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

function reasonOf({code = 'unknown error'}: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return code;
  }
}
