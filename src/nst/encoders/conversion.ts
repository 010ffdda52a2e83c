/**
 * Converts Keras' weights to an encoder file in a process of its own: the HDF5 library takes about 600 MB just by being
 * loaded, and gives them back only when its process ends.
 */
import {basename} from 'node:path';
import {startChild} from '../../system/child-process.ts';
import type {SerializedError} from '../contract/protocol.ts';
import {toError} from '../contract/serialized-error.ts';

const entry = new URL('conversion-process.ts', import.meta.url);

/** Conversion process → parent, once. */
export type ConversionAnswer = {type: 'converted'} | {type: 'failed'; error: SerializedError};

/**
 * @param target complete if all goes well; a failure may leave it unfinished
 * @throws AppError `WEIGHTS_UNAVAILABLE` when the source is not such a file; Error when the process fails otherwise
 */
export async function convertKerasVgg19(source: string, target: string): Promise<void> {
  const {process: child, ended} = startChild(entry, {args: [source, target], onLine: console.error});
  let answer: ConversionAnswer | undefined;
  child.on('message', (message: ConversionAnswer) => {
    answer = message;
  });
  const {code, signal} = await ended;
  if (!answer) throw new Error(`converting ${basename(source)} ended with ${signal ?? `exit code ${code}`}`);
  if (answer.type === 'failed') throw toError(answer.error);
}
