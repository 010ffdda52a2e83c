import {expect, test} from 'vitest';
import {loadCatalogue} from '../../src/styles/style-catalogue.ts';

const {namedIn} = await loadCatalogue();

test.each([
  ['as a van Gogh please', 'starry-night'],
  ['VAN GOGH!!', 'starry-night'],
  ['make my cat look like Starry Night, as Vincent van Gogh would', 'starry-night'],
  ['could you do the great wave off Kanagawa with my dog in it?', 'great-wave'],
  ['like Klimt', 'the-kiss'],
  ['Sóng lừng ngoài khơi Kanagawa', 'great-wave'],
  ['song lung ngoai khoi kanagawa', 'great-wave'],
  ['great-wave', 'great-wave'],
  ['mosaic please', 'mosaic'],
])('%s means %s', (sentence, id) => {
  expect(namedIn(sentence)?.id).toBe(id);
});

test.each([
  '',
  'please paint this',
  'my cat',
  'this is me in spring, walking along the river with my dog',
  'as a Picasso please',
  'goghs',
])('“%s” names no painting', (sentence) => {
  expect(namedIn(sentence)).toBeUndefined();
});
