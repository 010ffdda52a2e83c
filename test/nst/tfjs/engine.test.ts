/** Whole pictures painted by engine tfjs. */
import {readFile} from 'node:fs/promises';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {
  defaultSettings,
  type EngineOptions,
  type RenderDone,
  type RenderRequest,
} from '../../../src/nst/contract/protocol.ts';
import {openEngine, singleEngine} from '../../../src/nst/engine.ts';
import {stylize} from '../../../src/nst/painting/stylize.ts';
import {createMemory} from '../../../src/nst/tiles/memory.ts';
import {bundledStyles} from '../../../src/styles/style-catalogue.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const options: EngineOptions = {engine: 'tfjs', device: 'auto', weights: 'bundled', dataDir: '/nowhere'};
const quiet = (): void => undefined;

test.each(['cpu', 'cuda'])('device %s is refused, because it belongs to engine onnx', async (device) => {
  await expect(openEngine({...options, device}, quiet)).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: `device: expected auto with engine tfjs, which takes the best backend installed; received ${device}`,
  });
});

describe('a picture', async () => {
  const {openTfjsBackends} = await import('../../../src/nst/tfjs/open-backends.ts');
  const {loadTensorflow} = await import('../../../src/nst/tfjs/tensorflow.ts');
  const encoder = tinyEncoder([2, 3, 4, 4, 4]);
  const backend = (await openTfjsBackends(options, createMemory(2 ** 30), quiet))(encoder);
  const engine = singleEngine(encoder, backend);
  const {tf} = await loadTensorflow();
  const photo = await sharp({
    create: {
      width: 64,
      height: 32,
      channels: 3,
      background: '#336699',
      noise: {type: 'gaussian', mean: 128, sigma: 40},
    },
  })
    .png()
    .toBuffer();
  const painting = await readFile(new URL('kandinsky.webp', bundledStyles));
  const request: RenderRequest = {
    content: photo,
    styles: [{image: painting, weight: 1}],
    settings: {...defaultSettings, size: 128, quality: 'draft', seed: 5},
    frameEveryMs: 0,
  };

  async function paint(signal = new AbortController().signal, stopAfter?: () => void) {
    const losses: number[] = [];
    const tensors = new Set<number>();
    let done: RenderDone | undefined;
    for await (const event of stylize(request, engine, signal)) {
      if (event.type === 'done') done = event;
      else {
        losses.push(event.loss);
        tensors.add(tf.memory().numTensors);
        if (losses.length === 3) stopAfter?.();
      }
    }
    return {losses, tensors, done: done!};
  }

  test('has the same bytes for the same seed, and no step leaves more tensors than before', async () => {
    const [first, again] = [await paint(), await paint()];
    expect(first.done.record).toMatchObject({width: 128, height: 64, device: 'tfjs-wasm'});
    expect(first.losses.at(-1)).toBeLessThan(0.8 * first.losses[0]!);
    expect(Buffer.compare(first.done.image, again.done.image)).toBe(0);
    expect(first.tensors.size).toBe(1);
    expect(again.tensors).toEqual(first.tensors);
  });

  test('leaves no tensors except the weights if it is aborted', async () => {
    const counts: number[] = [];
    for (const reason of [new Error('enough'), new Error('enough again')]) {
      const stop = new AbortController();
      await expect(paint(stop.signal, () => stop.abort(reason))).rejects.toBe(reason);
      counts.push(tf.memory().numTensors);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});
