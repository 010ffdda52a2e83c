/**
 * Where the log goes. pino's own destination ends the process over a line that cannot be written, and waits for ever
 * over a fatal one (sonic-boom 4, `flushSync`): when the terminal is closed or the disk under the log is full.
 */
import {writeSync} from 'node:fs';
import type {DestinationStream} from 'pino';

const retryMs = 10;
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes each line before it returns. Waits for a slow reader; a line that cannot be written is lost, and nothing else.
 * @param descriptor of an open file; default standard output
 */
export function linesTo(descriptor = 1): DestinationStream {
  return {
    write(line) {
      let rest = Buffer.from(line);
      while (rest.length > 0) {
        try {
          rest = rest.subarray(writeSync(descriptor, rest));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
          Atomics.wait(nobodyWakes, 0, 0, retryMs);
        }
      }
    },
  };
}
