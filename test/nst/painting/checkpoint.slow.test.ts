/** A picture that is interrupted and resumed, on a small random encoder. */
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import sharp from 'sharp';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {defaultSettings, type RenderDone, type RenderRequest} from '../../../src/nst/contract/protocol.ts';
import {singleEngine} from '../../../src/nst/engine.ts';
import {randomSource} from '../../../src/nst/look/random.ts';
import {defaultRecipe, type Recipe} from '../../../src/nst/look/recipe.ts';
import {stylize} from '../../../src/nst/painting/stylize.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const engine = singleEngine(tinyEncoder());
const recipe = {...defaultRecipe, evaluations: [20, 10]};
let folder: string;
let request: RenderRequest;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-checkpoint-'));
  request = {
    content: await noise(1, 96, 72),
    styles: [{image: await noise(2, 80, 80), weight: 1}],
    settings: {...defaultSettings, size: 256, quality: 'draft'},
    frameEveryMs: 0,
    checkpointFile: join(folder, 'checkpoint'),
  };
});
afterEach(() => rm(folder, {recursive: true}));

test.each([3, 19, 20, 21, 28])(
  'a picture stopped after %i evaluations and resumed is the same, byte for byte',
  async (steps) => {
    const whole = await paint({...request, checkpointFile: join(folder, 'other')});
    await stopAfter(steps);
    const rest = await paint(request);
    expect(rest.steps).toBe(30 - steps);
    expect(Buffer.compare(rest.done.image, whole.done.image)).toBe(0);
    expect(rest.done.record.evaluations).toBe(30);
  },
);

test('a resumed picture counts the seconds of both processes', async () => {
  await stopAfter(28);
  const startedMs = performance.now();
  const {done} = await paint(request);
  expect(done.record.seconds).toBeGreaterThan((performance.now() - startedMs) / 1000);
});

test('a checkpoint from other settings is not used', async () => {
  await stopAfter(15);
  const changed = {...request, settings: {...request.settings, strength: 2}};
  expect((await paint(changed)).steps).toBe(30);
});

test('a checkpoint from another recipe is not used', async () => {
  await stopAfter(15);
  expect((await paint(request, {...recipe, contentWeight: 2})).steps).toBe(30);
});

test('a damaged checkpoint is not used', async () => {
  await stopAfter(15);
  const bytes = await readFile(request.checkpointFile!);
  await writeFile(request.checkpointFile!, bytes.subarray(0, bytes.length / 2));
  expect((await paint(request)).steps).toBe(30);
});

test('without a checkpoint file nothing is written', async () => {
  const {checkpointFile: file, ...rest} = request;
  await stopAfter(5, rest);
  await expect(stat(file!)).rejects.toThrow('ENOENT');
});

async function noise(seed: number, width: number, height: number): Promise<Uint8Array> {
  const {uniform} = randomSource(seed);
  const pixels = Uint8Array.from({length: 3 * width * height}, () => 255 * uniform());
  return sharp(pixels, {raw: {width, height, channels: 3}})
    .blur(2)
    .png()
    .toBuffer();
}

async function stopAfter(steps: number, what = request): Promise<void> {
  const stop = new AbortController();
  const painting = async (): Promise<void> => {
    for await (const event of stylize(what, engine, stop.signal, recipe)) {
      if (event.type === 'progress' && event.step === steps) stop.abort(new Error('stopped'));
    }
  };
  await expect(painting()).rejects.toThrow('stopped');
}

async function paint(what: RenderRequest, by: Recipe = recipe): Promise<{steps: number; done: RenderDone}> {
  let steps = 0;
  for await (const event of stylize(what, engine, new AbortController().signal, by)) {
    if (event.type === 'done') return {steps, done: event};
    steps += 1;
  }
  throw new Error('expected a picture');
}
