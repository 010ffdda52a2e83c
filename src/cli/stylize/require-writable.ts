import {mkdir, open, rm, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {UsageError} from '../usage-error.ts';

/**
 * Finds out before painting whether a file can be written, and makes its folder. An existing file stays as it is.
 * @param option the option that named the file
 * @throws UsageError
 */
export async function requireWritable(option: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), {recursive: true});
    const isNew = (await stat(path).catch(() => undefined)) === undefined;
    await (await open(path, 'a')).close();
    if (isNew) await rm(path);
  } catch (cause) {
    throw new UsageError(`${option}: ${path} cannot be written (${reasonOf(cause)})`, {cause});
  }
}

/** The same for a folder of files. */
export async function requireWritableFolder(option: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, {recursive: true});
  } catch (cause) {
    throw new UsageError(`${option}: ${folder} cannot be written (${reasonOf(cause)})`, {cause});
  }
  await requireWritable(option, `${folder}/.atelier`);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
};

function reasonOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}
