import {accessSync, chmodSync, constants, existsSync, mkdirSync} from 'node:fs';
import {rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {asStorageFault, withStorageFaults} from './storage-fault.ts';

const ownerOnly = 0o700;

/**
 * Makes a folder that only this user may enter, or closes one from before if it is this user's and the disk knows
 * permissions. @throws AppError `STORAGE`
 */
export function makePrivateFolder(path: string): void {
  withStorageFaults(path, () => mkdirSync(path, {recursive: true, mode: ownerOnly}));
  try {
    chmodSync(path, ownerOnly);
  } catch {
    // It can be used all the same; whether it can be written to shows when it is.
  }
}

/** Makes the data folder if needed; one that is there keeps its permissions. @throws AppError `STORAGE` when nothing can be written there */
export function makeDataFolder(dataDir: string): void {
  withStorageFaults(dataDir, () => {
    // On a read-only disk, Node's recursive mkdir says ENOENT.
    if (!existsSync(dataDir)) accessSync(nearestFolder(dirname(dataDir)), constants.W_OK);
    mkdirSync(dataDir, {recursive: true, mode: ownerOnly});
    accessSync(dataDir, constants.W_OK);
  });
}

/** A disk that is nearly full may still take a few bytes. */
const probeBytes = 4_096;

/** Writes a little to a folder and removes it again. @throws AppError `STORAGE` when that does not work */
export async function tryWriting(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await writeFile(probe, Buffer.alloc(probeBytes), {flush: true});
    await rm(probe);
  } catch (error) {
    throw asStorageFault(error, folder);
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}
