import {describe, expect, test} from 'vitest';
import {classicRecipe} from '../../../bench/classic-recipe.ts';
import {defaultRecipe, recipeFor, weighTerms} from '../../../src/nst/look/recipe.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

const targets = {
  'content:block4_conv2': Float32Array.of(1, 3),
  'style:block1_conv1': new Float32Array(4).fill(2),
  'style:block2_conv1': new Float32Array(16).fill(10),
  'mean:block1_conv1': Float32Array.of(2, 2),
  'std:block1_conv1': Float32Array.of(1, 1),
};
const recipe = {
  ...defaultRecipe,
  blockShares: [],
  styleWeight: 1,
  contentWeight: 0.2,
  momentWeight: 0.5,
};

describe('relative weighting', () => {
  const weights = weighTerms({...recipe, totalVariationWeight: 7}, targets, 2);

  test('makes every term equal its weight for an image that matches nothing', () => {
    // If an image's features are all zero, it differs from each target by the target itself.
    const worst = Object.entries(targets).map(([name, target]) => {
      const meanSquare = target.reduce((sum, value) => sum + value ** 2, 0) / target.length;
      return [name, (weights[name] ?? 0) * meanSquare];
    });
    expect(Object.fromEntries(worst)).toEqual({
      'content:block4_conv2': expect.closeTo(0.2),
      'style:block1_conv1': expect.closeTo(1),
      'style:block2_conv1': expect.closeTo(1),
      'mean:block1_conv1': expect.closeTo(0.5),
      'std:block1_conv1': expect.closeTo(0.5),
    });
  });

  test('gives blocks their shares of the style, the means and the deviations alike', () => {
    const two = {...targets, 'mean:block2_conv1': Float32Array.of(2, 2)};
    const equal = weighTerms(recipe, two, 1);
    const shared = weighTerms({...recipe, blockShares: [3, 1, 1]}, two, 1);
    for (const name of ['style:block1_conv1', 'mean:block1_conv1'])
      expect(shared[name]).toBeAllClose(1.5 * (equal[name] as number), {relative: 1e-6});
    for (const name of ['style:block2_conv1', 'mean:block2_conv1'])
      expect(shared[name]).toBeAllClose(0.5 * (equal[name] as number), {relative: 1e-6});
    for (const name of ['content:block4_conv2', 'std:block1_conv1']) expect(shared[name]).toBe(equal[name]);
  });

  test('shares one weight among both distances of Gram matrices', () => {
    const root = Float32Array.of(2, 0, 0, 1);
    const both = weighTerms(recipe, {...targets, 'wasserstein:block3_conv1': root}, 3);
    // Of three layers each has a third. The distance of a black picture is the trace of the Gram matrix, 2² + 1².
    expect(both['wasserstein:block3_conv1']! * 5).toBeCloseTo(1);
    expect(both['style:block1_conv1']! * 4).toBeCloseTo(1);
  });

  test('leaves the weight of total variation as it is if nothing is known of the painting', () => {
    expect(weights.tv).toBe(7);
  });

  test('weighs total variation by the painting’s own, so that hatching may stay', () => {
    const weightFor = (own: number) => weighTerms(recipe, {...targets, tv: Float32Array.of(own)}, 1).tv!;
    expect(weightFor(0.02)).toBeCloseTo(10 * weightFor(0.2));
    expect(weightFor(0)).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  test('ignores a target of all zeros', () => {
    const blank = {'style:block1_conv1': new Float32Array(4), 'content:block4_conv2': new Float32Array(3)};
    expect(weighTerms(recipe, blank, 1)).toMatchObject({'style:block1_conv1': 0, 'content:block4_conv2': 0});
  });
});

test('the classic recipe gives every layer 100, the content 5 and total variation nothing', () => {
  expect(weighTerms(classicRecipe, targets, 1)).toMatchObject({
    'style:block1_conv1': 100,
    'style:block2_conv1': 100,
    'content:block4_conv2': 5,
    tv: 0,
  });
});

test('at the coarsest of several scales only the content weighs more', () => {
  const gained = {...recipe, coarseContentGain: 10};
  const fine = weighTerms(gained, targets, 1);
  const coarse = weighTerms(gained, targets, 1, true);
  const content = 'content:block4_conv2';
  expect(coarse).toEqual({...fine, [content]: 10 * (fine[content] as number)});
});

test('an encoder made for one kind of pooling uses that, and any other uses the recipe’s', () => {
  const encoder = tinyEncoder();
  expect(recipeFor({...defaultRecipe, pooling: 'max'}, encoder).pooling).toBe('max');
  expect(recipeFor({...defaultRecipe, pooling: 'max'}, {...encoder, pooling: 'average'}).pooling).toBe(
    'average',
  );
});

test('an encoder that stops early is asked only for layers it has', () => {
  const encoder = tinyEncoder();
  const short = {
    ...encoder,
    convolutions: encoder.convolutions.slice(
      0,
      encoder.convolutions.findIndex(({name}) => name === 'block4_conv2'),
    ),
  };
  const asked = {contentLayers: ['block4_conv2'], momentLayers: ['block1_conv1', 'block5_conv1']};
  const fitted = recipeFor({...defaultRecipe, ...asked}, short);
  expect(fitted.styleLayers).toEqual(['block4_conv1']);
  expect(fitted.wassersteinLayers).toEqual(['block1_conv1', 'block2_conv1', 'block3_conv1']);
  expect(fitted.contentLayers).toEqual([]);
  expect(fitted.momentLayers).toEqual(['block1_conv1']);
});
