import {accessSync, constants, existsSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {withStorageFaults} from './storage-fault.ts';

/** Makes the data folder if needed. @throws AppError `STORAGE` when nothing can be written there */
export function makeDataFolder(dataDir: string): void {
  withStorageFaults(dataDir, () => {
    // On a read-only disk, Node's recursive mkdir says ENOENT.
    if (!existsSync(dataDir)) accessSync(nearestFolder(dirname(dataDir)), constants.W_OK);
    mkdirSync(dataDir, {recursive: true});
    accessSync(dataDir, constants.W_OK);
  });
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}
