import {expect, test} from 'vitest';
import {createCostModel} from '../../../src/jobs/line/cost-model.ts';
import {defaultSettings, type Quality, qualities} from '../../../src/nst/contract/protocol.ts';
import {pixelIterations, planScales} from '../../../src/nst/contract/schedule.ts';

const workOf = (size: number, quality: Quality) => pixelIterations(planScales(1, size, quality));

/** A square picture painted in that time, with all the work its quality needs. */
function measured(size: number, quality: Quality, seconds: number) {
  return {
    settings: {...defaultSettings, size, quality},
    seconds,
    pixelIterations: workOf(size, quality),
  };
}

test('knows nothing until a picture has been measured', () => {
  expect(createCostModel().estimateSeconds({size: 512, quality: 'draft'})).toBeUndefined();
});

test.each(qualities)('expects a %s picture to take as long as the measured one', (quality) => {
  const costs = createCostModel();
  costs.learn(measured(512, quality, 10));
  expect(costs.estimateSeconds({size: 512, quality})).toBeCloseTo(10, 6);
});

test('judges other sizes by the work in their schedule, not by their area', () => {
  const costs = createCostModel();
  costs.learn(measured(256, 'standard', 10));
  const large = costs.estimateSeconds({size: 1024, quality: 'standard'});
  expect(large).toBeCloseTo((10 * workOf(1024, 'standard')) / workOf(256, 'standard'), 6);
  expect(large).toBeLessThan(10 * 16 * 0.75);
});

test('learns from the work that was done, not from the work planned', () => {
  const costs = createCostModel();
  const record = measured(512, 'draft', 10);
  costs.learn({...record, pixelIterations: record.pixelIterations / 2});
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeCloseTo(20, 6);
});

test('measures the fast encoder of drafts and the slow one of better pictures separately', () => {
  const costs = createCostModel();
  costs.learn(measured(512, 'draft', 2));
  costs.learn(measured(512, 'standard', 100));
  for (let count = 0; count < 20; count++) costs.learn(measured(512, 'draft', 2));
  expect(costs.estimateSeconds({size: 512, quality: 'standard'})).toBeCloseTo(100, 6);
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeCloseTo(2, 6);
});

test('uses the nearest quality until the same quality has been measured', () => {
  const costs = createCostModel();
  costs.learn(measured(512, 'draft', 2));
  const ratio = workOf(512, 'high') / workOf(512, 'draft');
  expect(costs.estimateSeconds({size: 512, quality: 'high'})).toBeCloseTo(2 * ratio, 6);
  costs.learn(measured(512, 'standard', 100));
  const nearer = workOf(512, 'high') / workOf(512, 'standard');
  expect(costs.estimateSeconds({size: 512, quality: 'high'})).toBeCloseTo(100 * nearer, 6);
  costs.learn(measured(512, 'high', 300));
  expect(costs.estimateSeconds({size: 512, quality: 'high'})).toBeCloseTo(300, 6);
});

test('gives the newest measurement three tenths of the weight', () => {
  const costs = createCostModel();
  costs.learn(measured(512, 'draft', 10));
  costs.learn(measured(512, 'draft', 20));
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeCloseTo(13, 6);
});

test('ignores a record without work', () => {
  const costs = createCostModel();
  costs.learn({...measured(512, 'draft', 1), pixelIterations: 0});
  expect(costs.estimateSeconds({size: 512, quality: 'draft'})).toBeUndefined();
});
