/**
 * Files that appear whole or not at all: they are written under another name and then renamed. Whoever reads meanwhile
 * sees the old file. Of several writers at once, the last to finish wins.
 */
import {randomUUID} from 'node:crypto';
import {rename, rm, writeFile} from 'node:fs/promises';

export interface WholeFileOptions {
  /** True: the bytes are on the disk before the file appears. Default false. */
  flush?: boolean;
  /**
   * Name while unfinished, in the same file system; by default a unique one beside `path`. A fixed name suits a single
   * writer that may be killed, because the next attempt uses up what the last one left.
   */
  unfinished?: string;
}

/** The folder must exist. A failure leaves the old file, or none. */
export function writeWholeFile(
  path: string,
  data: Parameters<typeof writeFile>[1],
  {flush = false, ...options}: WholeFileOptions = {},
): Promise<void> {
  return replaceWhole(path, (unfinished) => writeFile(unfinished, data, {flush}), options);
}

/** @param produce makes the file, or a folder, at the path it is given */
export async function replaceWhole(
  path: string,
  produce: (unfinished: string) => Promise<void>,
  {unfinished = `${path}.${randomUUID()}.partial`}: Pick<WholeFileOptions, 'unfinished'> = {},
): Promise<void> {
  try {
    await produce(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    // The first error is the reason, also when what is left cannot be removed.
    await rm(unfinished, {recursive: true, force: true}).catch(() => undefined);
    throw error;
  }
}
