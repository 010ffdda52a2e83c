/** The photo's subject in a picture: faces that a detector reports, on a small random encoder. */
import {readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import sharp from 'sharp';
import {beforeEach, expect, test, vi} from 'vitest';
import {
  defaultSettings,
  type RenderDone,
  type RenderProgress,
  type RenderRequest,
} from '../../../src/nst/contract/protocol.ts';
import {singleEngine} from '../../../src/nst/engine.ts';
import {defaultRecipe, type Recipe} from '../../../src/nst/look/recipe.ts';
import {stylize} from '../../../src/nst/painting/stylize.ts';
import type {Face} from '../../../src/nst/subject/face-detector.ts';
import {bundledStyles} from '../../../src/styles/style-catalogue.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const detector = vi.hoisted(() => ({
  asked: 0,
  detect: async (): Promise<Face[]> => [],
}));
vi.mock('../../../src/nst/subject/face-detector.ts', async (original) => ({
  ...(await original<object>()),
  openFaceDetector: async () => ({
    detect: () => {
      detector.asked += 1;
      return detector.detect();
    },
    release: async () => {},
  }),
}));

const face: Face = {p: 0.9, x0: 0.3, y0: 0.2, x1: 0.6, y1: 0.7};
/** Without saliency, so that faces are all the care there is. */
const recipe = {...defaultRecipe, saliency: 0, evaluations: [8, 4]};
const request: RenderRequest = {
  content: await sharp({
    create: {
      width: 96,
      height: 64,
      channels: 3,
      background: '#336699',
      noise: {type: 'gaussian', mean: 128, sigma: 40},
    },
  })
    .blur(1)
    .png()
    .toBuffer(),
  styles: [{image: await readFile(new URL('kandinsky.webp', bundledStyles)), weight: 1}],
  settings: {...defaultSettings, size: 192, quality: 'draft'},
  frameEveryMs: 0,
};
const off = {...request, settings: {...request.settings, subject: 'off' as const}};
const engine = singleEngine(tinyEncoder());

beforeEach(() => {
  detector.asked = 0;
  detector.detect = async () => [face];
});

test('a face changes the picture, and the record says how many there are and how far the care reaches', async () => {
  const [cared, plain] = [await paint(request), await paint(off)];
  expect(isSame(cared, plain)).toBe(false);
  expect(cared.record).toMatchObject({faces: 1, settings: {subject: 'auto'}});
  expect(cared.record.subjectShare).toBeCloseTo(Math.PI * 1.3 ** 2 * 0.15 * 0.25, 2);
});

test('with the subject off nobody looks for faces, and the picture is the one without any care', async () => {
  const plain = await paint(off, {...recipe, saliency: 1});
  expect(detector.asked).toBe(0);
  expect(plain.record).toMatchObject({faces: 0, subjectShare: 0});
  expect(isSame(plain, await paint(request, {...recipe, faceWeight: 0}))).toBe(true);
});

test.each<[string, () => Promise<Face[]>]>([
  ['finds nothing', async () => []],
  ['throws', () => Promise.reject(new Error('no luck'))],
  ['finds no numbers', async () => [{p: Number.NaN, x0: Number.NaN, y0: Number.NaN, x1: Number.NaN, y1: 1}]],
  ['finds faces outside', async () => [{...face, x0: 7, x1: 8}]],
])('a detector that %s leaves the picture as it is without care', async (_, result) => {
  detector.detect = result;
  const done = await paint(request);
  expect(done.record).toMatchObject({faces: 0, subjectShare: 0});
  expect(isSame(done, await paint(off))).toBe(true);
});

test('a small face is painted once more: only it changes, and the steps count', async () => {
  detector.detect = async () => [{p: 0.9, x0: 0.3, y0: 0.2, x1: 0.5, y1: 0.5}];
  const steps: number[] = [];
  const near = await paint(request, recipe, ({step, totalSteps, fraction}) => {
    steps.push(step);
    expect([totalSteps, fraction]).toEqual([
      42,
      expect.toSatisfy((share: number) => share > 0 && share <= 1),
    ]);
  });
  expect(steps).toEqual(Array.from({length: 42}, (_, index) => index + 1));
  expect(near.record.evaluations).toBe(42);
  const far = await paint(request, {...recipe, closeUpEvaluations: 0});
  const [one, other] = await Promise.all([near, far].map(({image}) => sharp(image).raw().toBuffer()));
  const changed = (x: number, y: number): number => {
    const at = 3 * (y * 192 + x);
    return Math.abs(one![at]! - other![at]!) + Math.abs(one![at + 1]! - other![at + 1]!);
  };
  const around = [...Array(20).keys()].map((step) => changed(67 + step, 40 + step));
  expect(Math.max(...around)).toBeGreaterThan(3);
  for (const [x, y] of [
    [5, 5],
    [150, 100],
    [20, 120],
    [130, 45],
  ] as const)
    expect(changed(x, y)).toBe(0);
});

test('a picture stopped in the middle of a close-up goes on to be the same', async () => {
  detector.detect = async () => [{p: 0.9, x0: 0.3, y0: 0.2, x1: 0.5, y1: 0.5}];
  const whole = await paint(request);
  const checkpointFile = join(tmpdir(), `atelier-close-up-${process.pid}`);
  for (const at of [9, 20]) {
    const stop = new AbortController();
    const begun = async () => {
      for await (const event of stylize({...request, checkpointFile}, engine, stop.signal, recipe))
        if (event.type === 'progress' && event.step === at) stop.abort(new Error('stopped'));
    };
    await expect(begun()).rejects.toThrow('stopped');
  }
  expect(isSame(await paint({...request, checkpointFile}), whole)).toBe(true);
  await rm(checkpointFile, {force: true});
});

test('an unfinished picture is not continued with other faces than it was begun with', async () => {
  const checkpointFile = join(tmpdir(), `atelier-subject-${process.pid}`);
  const stop = new AbortController();
  const begun = async () => {
    for await (const event of stylize({...request, checkpointFile}, engine, stop.signal, recipe))
      if (event.type === 'progress' && event.step === 10) stop.abort(new Error('stopped'));
  };
  await expect(begun()).rejects.toThrow('stopped');
  detector.detect = () => Promise.reject(new Error('no luck'));
  expect(isSame(await paint({...request, checkpointFile}), await paint(off))).toBe(true);
  await rm(checkpointFile, {force: true});
});

async function paint(
  what: RenderRequest,
  by: Recipe = recipe,
  seen: (progress: RenderProgress) => void = () => {},
): Promise<RenderDone> {
  for await (const event of stylize(what, engine, new AbortController().signal, by)) {
    if (event.type === 'done') return event;
    if (event.type === 'progress') seen(event);
  }
  throw new Error('expected a picture');
}

function isSame(a: RenderDone, b: RenderDone): boolean {
  return Buffer.compare(a.image, b.image) === 0;
}
