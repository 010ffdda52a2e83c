import {expect, test} from 'vitest';
import {createCostModel} from '../../src/jobs/cost-model.ts';
import {defaultSettings, type Quality} from '../../src/nst/protocol.ts';

/** A measured picture of `work` pixel-iterations per size². */
function measured(size: number, quality: Quality, seconds: number, work: number) {
  return {settings: {...defaultSettings, size, quality}, seconds, pixelIterations: work * size ** 2};
}

test('knows nothing until a picture of the same quality was measured', () => {
  const costs = createCostModel();
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeUndefined();
  costs.learn(measured(512, 'draft', 10, 20));
  expect(costs.estimateSeconds({size: 512, quality: 'high'})).toBeUndefined();
});

test.each([
  [256, 2.5],
  [512, 10],
  [1024, 40],
])('scales the measured time with the area: %i px take %d s', (size, seconds) => {
  const costs = createCostModel();
  costs.learn(measured(512, 'draft', 10, 20));
  expect(costs.estimateSeconds({size, quality: 'draft'})).toBeCloseTo(seconds, 6);
});

test('follows a new speed of the machine for every quality', () => {
  const costs = createCostModel();
  costs.learn(measured(512, 'draft', 10, 20));
  costs.learn(measured(512, 'high', 100, 200));
  for (let count = 0; count < 20; count++) costs.learn(measured(512, 'draft', 1, 20));
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeCloseTo(1, 1);
  expect(costs.estimateSeconds({size: 512, quality: 'high'})).toBeCloseTo(10, 0);
});

test('gives the newest measurement three tenths of the weight', () => {
  const costs = createCostModel();
  costs.learn(measured(512, 'draft', 10, 20));
  costs.learn(measured(512, 'draft', 20, 20));
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeCloseTo(13, 6);
});

test('ignores a record without any work', () => {
  const costs = createCostModel();
  costs.learn(measured(512, 'draft', 1, 0));
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeUndefined();
});
