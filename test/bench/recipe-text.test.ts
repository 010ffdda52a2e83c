import {expect, test} from 'vitest';
import {classicRecipe} from '../../bench/classic-recipe.ts';
import {parseRecipe, recipeKeys} from '../../bench/recipe-text.ts';
import {defaultRecipe} from '../../src/nst/look/recipe.ts';

test.each(['', 'default', '{}'])('%j is the default recipe', (text) => {
  expect(parseRecipe(text)).toEqual(defaultRecipe);
});

test('pairs change only the fields they name', () => {
  expect(parseRecipe('pooling=max, contentWeight=0.25,momentLayers=block1_conv1+block4_conv1')).toEqual({
    ...defaultRecipe,
    pooling: 'max',
    contentWeight: 0.25,
    momentLayers: ['block1_conv1', 'block4_conv1'],
  });
});

test('a known recipe may come first', () => {
  expect(parseRecipe('classic')).toEqual(classicRecipe);
  expect(parseRecipe('classic,evaluations=60+20,contentLayers=')).toEqual({
    ...classicRecipe,
    evaluations: [60, 20],
    contentLayers: [],
  });
});

test('JSON means the same as pairs', () => {
  expect(parseRecipe('{"evaluations": [60, 20], "start": "noise"}')).toEqual(
    parseRecipe('evaluations=60+20,start=noise'),
  );
});

test('every field of a recipe can be set', () => {
  expect(recipeKeys.toSorted()).toEqual(Object.keys(defaultRecipe).toSorted());
  expect(parseRecipe(JSON.stringify(classicRecipe))).toEqual(classicRecipe);
});

test.each([
  ['pooling=sum', /recipe: pooling: .*"average"\|"max"/],
  ['contentWeight=-1', /recipe: contentWeight: .*>=0/],
  ['contentWeight=much', /recipe: contentWeight: .*expected number, received string/],
  ['contentWeight=', /recipe: contentWeight: .*expected number/],
  ['styleLayers=', /recipe: styleLayers: /],
  ['styleLayers=conv1', /recipe: styleLayers.0: .*"block1_conv1"/],
  ['evaluations=0', /recipe: evaluations.0: /],
  ['colour=blue', /recipe: Unrecognized key: "colour" \(keys: styleLayers/],
  ['__proto__=x', /recipe: /],
  ['classical', /recipe: expected key=value, or first one of default, classic; received "classical"/],
  ['{"pooling"', /recipe: expected JSON, received/],
  ['{"pooling": 1}', /recipe: pooling: /],
])('%j is refused with the reason', (text, reason) => {
  expect(() => parseRecipe(text)).toThrow(reason);
  expect(() => parseRecipe(text)).toThrow(expect.objectContaining({code: 'BAD_OPTION'}));
});
