/** A short-lived process that decodes one HEIC file for its parent: C++ that reads bytes from strangers. */
import {endWithParent, ignoreSignals, tellParentAndEnd} from '../../system/child/child-side.ts';
import type {HeicAnswer, HeicRequest} from './decode-heic.ts';
import {limitWasmMemory} from './limit-memory.ts';

endWithParent();
ignoreSignals();
process.once('message', async ({bytes, bitDepth, maxSide, memoryBytes}: HeicRequest) => {
  const ranOut = limitWasmMemory(memoryBytes);
  try {
    const {heicToPng} = await import('./heic-to-png.ts');
    tellParentAndEnd<HeicAnswer>({type: 'decoded', png: await heicToPng(bytes, bitDepth, maxSide)});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tellParentAndEnd<HeicAnswer>({type: ranOut() ? 'tooCostly' : 'failed', message});
  }
});
