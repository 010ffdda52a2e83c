/**
 * Converts Keras' weights to an encoder file in a process of its own: the HDF5 library takes some 600 MB by being there
 * and gives them back only when its process ends.
 */
import {fork} from 'node:child_process';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {SerializedError} from './protocol.ts';
import {toError} from './serialized-error.ts';

const entry = fileURLToPath(new URL('conversion-process.ts', import.meta.url));

/**
 * @param target written when all went well, or left unfinished
 * @throws AppError `WEIGHTS_UNAVAILABLE` when the source is no such file; Error when the process failed otherwise
 */
export function convertKerasVgg19(source: string, target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(entry, [source, target], {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (error: SerializedError) => {
      reject(toError(error));
      child.disconnect();
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`converting ${basename(source)} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}
