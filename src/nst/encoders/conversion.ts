/**
 * Converts Keras' weights to an encoder file in a process of its own: the HDF5 library takes about 600 MB just by being
 * loaded, and gives them back only when its process ends.
 */
import {basename} from 'node:path';
import {AppError} from '../../errors.ts';
import {startChild} from '../../system/child/child-process.ts';
import {ownModule} from '../../system/own-program.ts';
import type {SerializedError} from '../contract/protocol.ts';
import {toError} from '../contract/serialized-error.ts';

const entry = ownModule('./conversion-process', import.meta.url);

/** Conversion process → parent, once. */
export type ConversionAnswer = {type: 'converted'} | {type: 'failed'; error: SerializedError};

/**
 * @param target complete if all goes well; a failure may leave it unfinished
 * @throws AppError `WEIGHTS_UNAVAILABLE` when the source is not such a file, or ends the process that reads it
 */
export async function convertKerasVgg19(source: string, target: string): Promise<void> {
  const {process: child, ended} = startChild(entry, {args: [source, target], onLine: console.error});
  let answer: ConversionAnswer | undefined;
  child.on('message', (message: ConversionAnswer) => {
    answer = message;
  });
  const {code, signal} = await ended;
  if (!answer) {
    const message = `converting ${basename(source)} ended with ${signal ?? `exit code ${code}`}`;
    throw new AppError('WEIGHTS_UNAVAILABLE', message);
  }
  if (answer.type === 'failed') throw toError(answer.error);
}
