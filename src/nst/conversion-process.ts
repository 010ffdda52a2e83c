/**
 * The process of a conversion: `conversion-process.ts SOURCE TARGET`. It exits with 0, or sends the error and waits to be
 * let go (conversion.ts).
 */
import {writeFile} from 'node:fs/promises';
import {serializeEncoder} from './encoder-file.ts';
import {readKerasVgg19} from './keras-h5.ts';
import {serializeError} from './serialized-error.ts';

process.on('disconnect', () => process.exit(1));
// As in the render process: the parent decides when to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

const [source, target] = process.argv.slice(2) as [string, string];
try {
  await writeFile(target, serializeEncoder(await readKerasVgg19(source)));
  process.exit(0);
} catch (error) {
  process.send?.(serializeError(error));
}
