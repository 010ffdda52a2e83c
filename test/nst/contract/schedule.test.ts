import {describe, expect, test} from 'vitest';
import {pixelIterations, planScales, sizeOfArea, sizeWithin} from '../../../src/nst/contract/schedule.ts';
import {createProgressMeter} from '../../../src/nst/painting/progress-meter.ts';

describe('planScales', () => {
  test.each([
    [128, [128]],
    [160, [160]],
    [192, [128, 192]],
    [256, [128, 256]],
    [512, [128, 256, 512]],
    [2048, [128, 256, 512, 1024, 2048]],
  ])('%i px is reached through %j', (size, sizes) => {
    expect(planScales(1.5, size, 'standard').map(({width}) => width)).toEqual(sizes);
  });

  test.each([
    [0.75, 129, [96, 129]],
    [0.75, 300, [224, 300]],
    [0.75, 500, [376, 500]],
    [0.75, 777, [584, 777]],
    [0.75, 1999, [1500, 1999]],
    [20, 128, [128, 6]],
  ])('an aspect ratio of %d at %i px gives exactly that longest side: %j', (aspect, size, expected) => {
    const {width, height} = planScales(aspect, size, 'draft').at(-1)!;
    expect([width, height]).toEqual(expected);
  });

  test('picks a shorter side that pooling can halve without losing a row, if that hardly changes the picture', () => {
    expect(planScales(1.5, 512, 'draft').map(({height}) => height)).toEqual([84, 172, 340]);
    expect(planScales(1 / 1.5, 256, 'draft').map(({width}) => width)).toEqual([84, 172]);
    expect(planScales(1.25, 128, 'draft').map(({height}) => height)).toEqual([102]);
  });

  test('lets a recipe say where to begin and how long to stay', () => {
    const plan = (coarsestSize: number, evaluations: number[]) =>
      planScales(1, 512, 'draft', {coarsestSize, evaluations}).map((scale) => [
        scale.width,
        scale.evaluations,
      ]);
    expect(plan(512, [7])).toEqual([[512, 7]]);
    expect(plan(2048, [7])).toEqual([[512, 7]]);
    expect(plan(64, [9, 8])).toEqual([
      [64, 9],
      [128, 8],
      [256, 8],
      [512, 8],
    ]);
  });

  test('spends more work on better quality', () => {
    const work = (['draft', 'standard', 'high'] as const).map((quality) =>
      pixelIterations(planScales(1, 512, quality)),
    );
    expect(work).toEqual([...work].sort((a, b) => a - b));
    expect(new Set(work).size).toBe(3);
  });
});

test('sizeWithin never returns a side of 0', () => {
  expect(sizeWithin(8, 128)).toEqual({width: 128, height: 16});
  expect(sizeWithin(1000, 128)).toEqual({width: 128, height: 1});
});

test('sizeOfArea keeps area and aspect ratio', () => {
  const {width, height} = sizeOfArea(1.6, 40_000);
  expect(width * height).toBeAllClose(40_000, {relative: 0.01});
  expect(width / height).toBeAllClose(1.6, {relative: 0.01});
});

const scales = [
  {width: 10, height: 10, evaluations: 4, costPerPixel: 1},
  {width: 20, height: 20, evaluations: 2, costPerPixel: 1},
];

describe('the progress meter', () => {
  test('weighs steps by pixels and predicts the rest from the measured rate', () => {
    const meter = createProgressMeter(scales);
    const first = meter.advance(scales[0]!, 100);
    expect(first).toMatchObject({step: 1, totalSteps: 6});
    expect(first.fraction).toBeAllClose(100 / 1200);
    expect(first.etaSeconds).toBeAllClose(1.1);

    for (let step = 0; step < 3; step++) meter.advance(scales[0]!, 90);
    meter.advance(scales[1]!, 360);
    const last = meter.advance(scales[1]!, 360);
    expect(last).toMatchObject({step: 6, fraction: 1, etaSeconds: 0});
    const {evaluations, secondsPerEvaluation} = meter.totals();
    expect(evaluations).toBe(6);
    expect(secondsPerEvaluation).toBeAllClose((100 + 3 * 90 + 2 * 360) / 1000 / 6);
  });

  test('counts an evaluation ten times if it costs ten times as much', () => {
    const dear = {width: 10, height: 10, evaluations: 1, costPerPixel: 10};
    const cheap = {...dear, evaluations: 10, costPerPixel: 1};
    const meter = createProgressMeter([dear, cheap]);
    expect(meter.advance(dear, 1000)).toMatchObject({fraction: 0.5, etaSeconds: 1});
    expect(meter.advance(cheap, 100)).toMatchObject({fraction: 0.55, etaSeconds: 0.9});
  });

  test('is not misled by one slow evaluation', () => {
    const meter = createProgressMeter(scales);
    meter.advance(scales[0]!, 100);
    meter.advance(scales[0]!, 5000);
    expect(meter.advance(scales[0]!, 100).etaSeconds).toBeAllClose(0.9);
  });
});
