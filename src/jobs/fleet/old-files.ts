import {readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** A picture untouched for this long is painted elsewhere by now, or not at all. */
const oldMs = 2 * 86_400_000;

/** Deletes saved states of pictures that went to other workers after this one was lost. */
export async function deleteOldFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const {mtimeMs} = await stat(file);
    if (Date.now() - mtimeMs > oldMs) await rm(file, {force: true});
  }
}
