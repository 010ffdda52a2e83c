import {readFile} from 'node:fs/promises';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {
  defaultSettings,
  type RenderDone,
  type RenderEvent,
  type RenderProgress,
  type RenderRequest,
} from '../../../src/nst/contract/protocol.ts';
import {readKerasVgg19} from '../../../src/nst/encoders/keras-h5.ts';
import {loadBundled} from '../../../src/nst/encoders/weights.ts';
import {type Engine, singleEngine} from '../../../src/nst/engine.ts';
import {defaultRecipe, type Recipe} from '../../../src/nst/look/recipe.ts';
import {stylize} from '../../../src/nst/painting/stylize.ts';
import {bundledStyles} from '../../../src/styles/style-catalogue.ts';
import {realWeights, tinyEncoder} from '../../fixtures/weights.ts';

const engine = singleEngine(tinyEncoder());
const photo = await sharp({
  create: {
    width: 90,
    height: 60,
    channels: 3,
    background: '#336699',
    noise: {type: 'gaussian', mean: 128, sigma: 40},
  },
})
  .png()
  .toBuffer();
const painting = await readFile(new URL('kandinsky.webp', bundledStyles));

function requestOf(settings: Partial<RenderRequest['settings']> = {}, frameEveryMs = 0): RenderRequest {
  return {
    content: photo,
    styles: [{image: painting, weight: 1}],
    settings: {...defaultSettings, size: 128, quality: 'draft', ...settings},
    frameEveryMs,
  };
}

async function paint(request: RenderRequest, on: Engine = engine, by: Recipe = defaultRecipe) {
  const progress: RenderProgress[] = [];
  let done: RenderDone | undefined;
  for await (const event of stylize(request, on, new AbortController().signal, by)) {
    if (event.type === 'done') done = event;
    else progress.push(event);
  }
  return {progress, done: done!};
}

describe('a picture', () => {
  test('has the requested size and a consistent record', async () => {
    const {progress, done} = await paint(requestOf({size: 192}));
    expect(await sharp(done.image).metadata()).toMatchObject({format: 'png', width: 192, height: 128});
    const {record} = done;
    expect(record).toMatchObject({width: 192, height: 128, device: 'cpu', encoder: 'tiny-random'});
    expect(record.evaluations).toBe(progress.length);
    expect(record.pixelIterations).toBe(50 * 128 * 84 + 25 * 192 * 128);
    expect(record.secondsPerEvaluation * record.evaluations).toBeLessThan(record.seconds);
    expect(Object.values(record.terms).reduce((sum, term) => sum + term, 0)).toBeAllClose(record.loss, {
      relative: 1e-4,
    });
  });

  test('gets closer to the style: the loss falls within a scale and progress rises to 1', async () => {
    const {progress} = await paint(requestOf());
    expect(progress.at(-1)!.loss).toBeLessThan(0.5 * progress[0]!.loss);
    const fractions = progress.map(({fraction}) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({fraction: 1, etaSeconds: 0});
    expect(progress.map(({step}) => step)).toEqual(progress.map((_, index) => index + 1));
  });

  test('is the best one seen at the finest scale, and the record describes that one', async () => {
    const {progress, done} = await paint(requestOf());
    expect(done.record.loss).toBe(Math.min(...progress.map(({loss}) => loss)));
    expect(progress.map(({terms}) => terms)).toContainEqual(done.record.terms);
  });

  test('is the same for the same seed and different for another', async () => {
    const [first, again, other] = [
      await paint(requestOf({seed: 5})),
      await paint(requestOf({seed: 5})),
      await paint(requestOf({seed: 6})),
    ];
    expect(Buffer.compare(first.done.image, again.done.image)).toBe(0);
    expect(Buffer.compare(first.done.image, other.done.image)).not.toBe(0);
  });

  test('has a smaller style loss if the style is stronger', async () => {
    const real = singleEngine(await loadBundled());
    const unweighted = async (strength: number): Promise<number> => {
      const {terms} = (await paint(requestOf({strength}), real)).done.record;
      return styleLoss(terms) / strength;
    };
    expect(await unweighted(10)).toBeLessThan(await unweighted(0.1));
  });

  test('can start from pure noise, no matter what the photo shows, and be painted at one scale', async () => {
    const lonely = {...defaultRecipe, start: 'noise', coarsestSize: 2048, evaluations: [5], contentWeight: 0};
    const of = (content: Uint8Array) => paint({...requestOf({size: 192}), content}, engine, lonely as Recipe);
    const other = await sharp({create: {width: 90, height: 60, channels: 3, background: '#ff0000'}})
      .png()
      .toBuffer();
    const [first, second] = [await of(photo), await of(other)];
    expect(first.progress).toHaveLength(5);
    expect(Buffer.compare(first.done.image, second.done.image)).toBe(0);
  });

  test('weighs the content more at the coarsest scale, if it is not the only one', async () => {
    const firstContentLoss = async (size: number, coarseContentGain: number, start?: Uint8Array) => {
      const recipe = {...defaultRecipe, coarseContentGain, evaluations: [1]};
      const request = {...requestOf({size}), ...(start && {start})};
      return (await paint(request, engine, recipe)).progress[0]!.terms['content:block4_conv2']!;
    };
    const gain = async (size: number, start?: Uint8Array): Promise<number> =>
      (await firstContentLoss(size, 10, start)) / (await firstContentLoss(size, 1, start));
    expect(await gain(256)).toBeCloseTo(10);
    expect(await gain(128)).toBeCloseTo(1);
    const small = await sharp(photo).resize(128).png().toBuffer();
    expect(await gain(512, small), 'from 256 px on').toBeCloseTo(1);
  });

  test.each(['keep', 'match'] as const)('can be painted with colours: %s', async (colors) => {
    const plain = await paint(requestOf());
    const {done} = await paint(requestOf({colors}));
    expect(Buffer.compare(done.image, plain.done.image)).not.toBe(0);
    expect(await sharp(done.image).metadata()).toMatchObject({width: 128, height: 84});
  });
});

test('frames are JPEGs of the final size, and absent if not wanted', async () => {
  const {progress} = await paint(requestOf({size: 192}, 1));
  const frames = progress.flatMap(({frame}) => (frame ? [frame] : []));
  expect(frames.length).toBeGreaterThan(10);
  expect(await sharp(frames[0]).metadata()).toMatchObject({format: 'jpeg', width: 192, height: 128});
  expect((await paint(requestOf({}, 0))).progress.every(({frame}) => frame === undefined)).toBe(true);
});

test('an abort ends the render with its reason before the next evaluation', async () => {
  const stop = new AbortController();
  const events: RenderEvent[] = [];
  const reason = new Error('enough');
  const painting = async (): Promise<void> => {
    for await (const event of stylize(requestOf(), engine, stop.signal)) {
      events.push(event);
      if (events.length === 3) stop.abort(reason);
    }
  };
  await expect(painting()).rejects.toBe(reason);
  expect(events).toHaveLength(3);
});

test.each<[string, Partial<RenderRequest['settings']>]>([
  ['size: expected a whole number from 128 to 2048, received 64', {size: 64}],
  ['strength: expected a number from 0.1 to 10, received 11', {strength: 11}],
  ['seed: expected a whole number from 0 to 4294967295, received 1.5', {seed: 1.5}],
])('refuses %s', async (message, settings) => {
  await expect(paint(requestOf(settings))).rejects.toThrow(message);
});

const damaged = photo.subarray(0, 100);

test.each([
  ['photo', {content: damaged}],
  ['painting', {styles: [{image: damaged, weight: 1}]}],
  ['picture to continue from', {start: damaged}],
])('a damaged %s is refused before anything is compiled', async (_, change) => {
  await expect(paint({...requestOf(), ...change})).rejects.toMatchObject({code: 'BAD_IMAGE'});
});

const share = (weight: number) => ({image: painting, weight});

test.each([[[]], [[share(0)]], [[share(Number.NaN)]], [[1, 1, 1, 1].map(share)]])(
  'refuses %j as a blend',
  async (styles) => {
    await expect(paint({...requestOf(), styles})).rejects.toThrow('styles: expected 1 to 3 images');
  },
);

test('a blend of a painting with itself gives the same picture as the painting, whatever the weights', async () => {
  const alone = await paint(requestOf());
  const blend = await paint({...requestOf(), styles: [share(3), share(1)]});
  expect(Buffer.compare(alone.done.image, blend.done.image)).toBe(0);
});

test('continuing from a picture paints only the scales above its size, and starts from it', async () => {
  const {done} = await paint(requestOf());
  const larger = await paint({...requestOf({size: 512}), start: done.image});
  const whole = await paint(requestOf({size: 512}));
  expect(larger.progress.length).toBe(37);
  expect(whole.progress.length).toBe(87);
  expect(larger.progress[0]!.loss).toBeLessThan(whole.progress[0]!.loss);
});

test('memory stays flat over repeated renders, even after an abort and an error', async () => {
  const disturb = async (): Promise<void> => {
    await paint(requestOf());
    await paint({...requestOf(), styles: [{image: new Uint8Array(), weight: 1}]}).catch(() => undefined);
    for await (const _ of stylize(requestOf(), engine, new AbortController().signal)) break;
  };
  for (let round = 0; round < 3; round++) await disturb();
  const before = process.memoryUsage.rss();
  for (let round = 0; round < 6; round++) await disturb();
  expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(60);
});

test.skipIf(!realWeights?.endsWith('.h5'))(
  'real weights carry the style into the picture',
  async () => {
    const vgg = await readKerasVgg19(realWeights!);
    const {progress, done} = await paint(requestOf(), singleEngine(vgg));
    expect(styleLoss(done.record.terms)).toBeLessThan(0.2 * styleLoss(progress[0]!.terms));
  },
  120_000,
);

/** Sum of the weighted distances to the painting in the shallow layers. */
function styleLoss(terms: Record<string, number>): number {
  return Object.entries(terms).reduce(
    (sum, [name, term]) => sum + (name.startsWith('wasserstein:') ? term : 0),
    0,
  );
}
