/** TensorFlow.js as the engine sees it: loaded once, then a backend for every encoder. */
import {AppError} from '../../errors.ts';
import type {Encoder} from '../encoder.ts';
import type {Backend} from '../objective.ts';
import type {EngineOptions} from '../protocol.ts';
import type {OnLoading} from '../weights.ts';
import {loadTensorflow} from './tensorflow.ts';
import {createTfjsBackend} from './tfjs-backend.ts';

/** @throws AppError `BAD_OPTION` when a device is asked for, or TensorFlow.js is not installed */
export async function openTfjsBackends(
  {device}: Pick<EngineOptions, 'device'>,
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
  return (encoder) => createTfjsBackend(loaded.tf, loaded.device, encoder);
}
