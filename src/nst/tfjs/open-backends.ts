/** Opens TensorFlow.js for the engine: loads it once, then makes a backend for each encoder. */
import {AppError} from '../../errors.ts';
import type {EngineOptions} from '../contract/protocol.ts';
import type {Encoder} from '../encoders/encoder.ts';
import type {OnLoading} from '../encoders/weights.ts';
import type {Backend} from '../objective/objective.ts';
import type {Memory} from '../tiles/memory.ts';
import {wasmHeapBytes} from './heap.ts';
import {loadTensorflow} from './tensorflow.ts';
import {createTfjsBackend} from './tfjs-backend.ts';

/** @throws AppError `BAD_OPTION` when a device is asked for, or TensorFlow.js is not installed */
export async function openTfjsBackends(
  {device}: Pick<EngineOptions, 'device'>,
  memory: Memory,
  onLoading: OnLoading,
): Promise<(encoder: Encoder) => Backend> {
  if (device !== 'auto') {
    throw new AppError(
      'BAD_OPTION',
      `device: expected auto with engine tfjs, which takes the best backend installed; received ${device}`,
    );
  }
  const loaded = await loadTensorflow();
  for (const note of loaded.notes) onLoading(`TensorFlow.js: ${note}`);
  const heapBytes = loaded.device === 'tfjs-wasm' ? wasmHeapBytes : Number.POSITIVE_INFINITY;
  return (encoder) => {
    memory.hold(encoder);
    // TensorFlow.js does not say how much memory a GPU has.
    if (loaded.device === 'tfjs-gpu') return createTfjsBackend(loaded.tf, loaded.device, encoder);
    return createTfjsBackend(loaded.tf, loaded.device, encoder, (picture) =>
      Math.min(heapBytes, memory.besidePicture(picture)),
    );
  };
}
