/** In its own file, because a process never unloads a module. */
import {expect, test} from 'vitest';
import type {EngineOptions} from '../../../src/nst/contract/protocol.ts';
import {openEngine} from '../../../src/nst/engine.ts';

test('engine onnx never loads TensorFlow.js', async () => {
  const options: EngineOptions = {engine: 'onnx', device: 'cpu', weights: 'bundled', dataDir: '/nowhere'};
  const quiet = (): void => undefined;
  await openEngine(options, quiet);
  expect('_tfengine' in globalThis).toBe(false);
  const {device} = await openEngine({...options, engine: 'tfjs', device: 'auto'}, quiet);
  expect([device, '_tfengine' in globalThis]).toEqual(['tfjs-wasm', true]);
});
