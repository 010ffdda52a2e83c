import {beforeAll, describe, expect, test} from 'vitest';
import {defaultRecipe, recipeFor} from '../../../src/nst/look/recipe.ts';
import type {ObjectiveSpec} from '../../../src/nst/objective/objective.ts';
import {styleTerms, termNames} from '../../../src/nst/objective/objective.ts';
import {bytesFor} from '../../../src/nst/tfjs/heap.ts';
import {type LoadedTensorflow, loadTensorflow} from '../../../src/nst/tfjs/tensorflow.ts';
import {createTfjsBackend} from '../../../src/nst/tfjs/tfjs-backend.ts';
import {randomImage} from '../../fixtures/objectives.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const encoder = tinyEncoder([16, 16, 16, 16, 16]);
const specOf = (width: number, height: number): ObjectiveSpec => ({
  ...recipeFor(defaultRecipe, encoder),
  contentLayers: [],
  width,
  height,
});

let loaded: LoadedTensorflow;
beforeAll(async () => {
  loaded = await loadTensorflow();
});

test('the WebAssembly heap stays below the forecast, but close to it', async () => {
  const {width, height, ...spec} = specOf(384, 384);
  const backend = createTfjsBackend(loaded.tf, loaded.device, encoder);
  const targets = await backend.measure(randomImage(128, 128, 1), spec, styleTerms(spec));
  const before = heapBytes();
  const objective = await backend.createObjective({...spec, width, height}, targets, {});
  await objective.evaluate(randomImage(width, height, 2).data);
  await objective.dispose();

  const taken = heapBytes();
  const forecast = bytesFor(encoder, specOf(width, height), []);
  // The heap taken includes what was there before, and it grows by a fifth at a time.
  expect(taken).toBeGreaterThan(before);
  expect(taken).toBeLessThan(1.2 * forecast + before);
  expect(taken).toBeGreaterThan(0.4 * forecast);

  function heapBytes(): number {
    return (loaded.tf.backend() as unknown as {wasm: {HEAPU8: Uint8Array}}).wasm.HEAPU8.length;
  }
});

describe('an image fits', () => {
  const need = bytesFor(encoder, specOf(256, 128), []);
  const within = (room: number) => createTfjsBackend(loaded.tf, 'any', encoder, () => room);

  test('if there is room for it, but not if one byte is missing', () => {
    expect(within(need).fits?.(specOf(256, 128), [])).toBe(true);
    expect(within(need - 1).fits?.(specOf(256, 128), [])).toBe(false);
    expect(within(need).fits?.(specOf(256, 129), [])).toBe(false);
  });

  test('only if the paintings measured before it fit too', () => {
    expect(within(need).fits?.(specOf(256, 128), [{width: 128, height: 128}])).toBe(true);
    expect(within(need).fits?.(specOf(256, 128), [{width: 512, height: 512}])).toBe(false);
  });

  test('by default if the room is unknown', () => {
    expect(createTfjsBackend(loaded.tf, 'any', encoder).fits).toBeUndefined();
  });
});

test('a full heap is reported as a lack of memory, with the size and the encoder', async () => {
  const full = {
    ...loaded.tf,
    tidy: () => {
      throw Object.assign(new Error('memory access out of bounds'), {name: 'RuntimeError'});
    },
  };
  const backend = createTfjsBackend(full as never, 'any', encoder);
  const spec = specOf(64, 32);
  await expect(
    backend.measure(randomImage(64, 32, 1), spec, termNames(spec).slice(0, 1)),
  ).rejects.toMatchObject({
    code: 'OUT_OF_MEMORY',
    message: '64 × 32 pixels with tiny-random do not fit into the memory of WebAssembly',
  });
});
