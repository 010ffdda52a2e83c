/** Which faces get a close-up, and where. */
import {describe, expect, test} from 'vitest';
import type {Engine} from '../../../src/nst/engine.ts';
import {defaultRecipe} from '../../../src/nst/look/recipe.ts';
import {planCloseUps} from '../../../src/nst/painting/close-ups.ts';
import type {Face} from '../../../src/nst/subject/face-detector.ts';

const photo = {width: 1600, height: 1200};
const picture = {width: 512, height: 384};
const asked: string[] = [];
const engine: Pick<Engine, 'plan'> = {
  plan(quality, scales) {
    asked.push(quality);
    return scales.map((scale) => ({...scale, painter: {} as never}));
  },
};

/** A face in the picture, in its pixels. */
function faceAt(x: number, y: number, side: number): Face {
  const [x0, y0] = [(x - side / 2) / picture.width, (y - side / 2) / picture.height];
  return {p: 0.9, x0, y0, x1: x0 + side / picture.width, y1: y0 + side / picture.height};
}

const plan = (faces: readonly Face[], {size = picture, from = photo, quality = 'standard' as const} = {}) =>
  planCloseUps(faces, {photo: from, finished: size}, defaultRecipe, {quality, engine});

describe('a close-up', () => {
  test('is a square of a little more than twice a small face, around its middle', () => {
    const [{box, pass}] = plan([faceAt(200, 150, 40)]) as [ReturnType<typeof plan>[number]];
    expect(box).toEqual({left: 156, top: 106, right: 244, bottom: 194});
    expect(pass).toMatchObject({width: 192, height: 192, evaluations: 30});
  });

  test.each([
    ['left and top', 10, 5],
    ['right and bottom', 505, 380],
  ])('is moved into the picture at the %s', (_, x, y) => {
    const [{box}] = plan([faceAt(x, y, 40)]) as [ReturnType<typeof plan>[number]];
    expect([box.right - box.left, box.bottom - box.top]).toEqual([88, 88]);
    expect(Math.min(box.left, box.top, picture.width - box.right, picture.height - box.bottom)).toBe(0);
  });

  test('is not needed by a face of 64 pixels, which grows with the picture', () => {
    expect(plan([faceAt(200, 150, 63)])).toHaveLength(1);
    expect(plan([faceAt(200, 150, 64)])).toEqual([]);
    expect(plan([faceAt(200, 150, 40)], {size: {width: 1024, height: 768}})).toEqual([]);
  });

  test('keeps more of the photo the smaller the face is', () => {
    const gains = [10, 32, 40, 48, 60, 64 - 1e-9].map(
      (side) => plan([faceAt(200, 150, side)])[0]?.contentGain,
    );
    expect(gains).toBeAllClose([3, 3, 2.5, 2, 1.25, 1], {absolute: 1e-6});
  });

  test('shows nothing of a face that has few pixels in the photo too', () => {
    expect(plan([faceAt(200, 150, 30)], {from: {width: 256, height: 192}})).toEqual([]);
  });

  test('is painted of the six largest small faces', () => {
    const crowd = [20, 30, 40, 50, 60, 22, 32, 42, 200].map((side, index) =>
      faceAt(50 + 50 * index, 200, side),
    );
    const sides = plan(crowd).map(({box}) => Math.round((box.right - box.left) / 2.2));
    expect(sides).toEqual([60, 50, 42, 40, 32, 30]);
  });

  test('is no larger than the picture', () => {
    const [{box, pass}] = plan([{p: 1, x0: 0.2, y0: 0.1, x1: 0.5, y1: 0.6}], {
      size: {width: 100, height: 80},
    }) as [ReturnType<typeof plan>[number]];
    expect(box).toEqual({left: 0, top: 0, right: 80, bottom: 80});
    expect(pass).toMatchObject({width: 80, height: 80});
  });

  test('is none if the recipe gives it no evaluations', () => {
    expect(
      planCloseUps(
        [faceAt(200, 150, 40)],
        {photo, finished: picture},
        {...defaultRecipe, closeUpEvaluations: 0},
        {quality: 'high', engine},
      ),
    ).toEqual([]);
  });

  test('is painted like a draft, except in the highest quality', () => {
    asked.length = 0;
    plan([faceAt(200, 150, 40)]);
    planCloseUps([faceAt(200, 150, 40)], {photo, finished: picture}, defaultRecipe, {
      quality: 'high',
      engine,
    });
    expect(asked).toEqual(['draft', 'high']);
  });
});
