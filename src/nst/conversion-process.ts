/**
 * The process of a conversion: `conversion-process.ts SOURCE TARGET`. It exits with 0, or sends a message that says why
 * it failed and waits to be let go (conversion.ts).
 */
import {writeFile} from 'node:fs/promises';
import {serializeEncoder} from './encoder-file.ts';
import {readKerasVgg19} from './keras-h5.ts';

process.on('disconnect', () => process.exit(1));

const [source, target] = process.argv.slice(2) as [string, string];
try {
  await writeFile(target, serializeEncoder(await readKerasVgg19(source)));
  process.exit(0);
} catch (error) {
  process.send?.(error instanceof Error ? error.message : String(error));
}
