/** Puts an engine together: the encoder from its weights, and the backend for a device. */
import {AppError} from '../errors.ts';
import {createOnnxBackend} from './onnx-backend.ts';
import type {EngineOptions} from './protocol.ts';
import type {Engine} from './stylize.ts';
import {loadEncoder, type OnLoading} from './weights.ts';

const knownDevices = ['auto', 'cuda', 'webgpu', 'dml', 'coreml', 'cpu'];

/** @throws AppError `BAD_OPTION`, `NOT_BUILT`, `WEIGHTS_UNAVAILABLE` */
export async function openEngine(options: EngineOptions, onLoading: OnLoading): Promise<Engine> {
  const {device} = options;
  if (!knownDevices.includes(device)) {
    throw new AppError(
      'BAD_OPTION',
      `device: expected one of ${knownDevices.join(', ')}, received ${device}`,
    );
  }
  if (device !== 'auto' && device !== 'cpu') {
    throw new AppError('NOT_BUILT', `device ${device} is not part of this version yet; use auto or cpu`);
  }
  const encoder = await loadEncoder(options, onLoading);
  return {encoder, backend: createOnnxBackend(encoder)};
}
