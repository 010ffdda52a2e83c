/** The conversion process: `conversion-process.ts SOURCE TARGET`. It answers once (see conversion.ts). */
import {writeFile} from 'node:fs/promises';
import {endWithParent, ignoreSignals, tellParentAndEnd} from '../../system/child/child-side.ts';
import {serializeError} from '../contract/serialized-error.ts';
import type {ConversionAnswer} from './conversion.ts';
import {serializeEncoder} from './encoder-file.ts';
import {readKerasVgg19} from './keras-h5.ts';

endWithParent();
ignoreSignals();

const [source, target] = process.argv.slice(2) as [string, string];
try {
  await writeFile(target, serializeEncoder(await readKerasVgg19(source)));
  tellParentAndEnd<ConversionAnswer>({type: 'converted'});
} catch (error) {
  tellParentAndEnd<ConversionAnswer>({type: 'failed', error: serializeError(error)});
}
