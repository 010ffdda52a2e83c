import {expect, test} from 'vitest';
import {examine} from '../../../src/host/health/readiness.ts';
import {followRenderer} from '../../../src/host/health/renderer-pulse.ts';

test('names the parts that are not ready, whatever way they say it', async () => {
  const problems = await examine(
    {
      well: () => undefined,
      wellLater: async () => undefined,
      ill: () => 'no worker is connected',
      broken: async () => {
        throw new Error('the disk is full');
      },
      silent: () => new Promise(() => {}),
    },
    10,
  );
  expect(problems).toEqual({
    ill: 'no worker is connected',
    broken: 'the disk is full',
    silent: 'no answer within 0.01 s',
  });
});

test('a render process is ready from when it says so until it ends', () => {
  const {hear, check} = followRenderer();
  expect(check()).toMatch(/not been started/);
  hear({type: 'started', pid: 1});
  expect(check()).toMatch(/loading/);
  hear({type: 'ready', device: 'cpu', encoder: 'vgg19'});
  expect(check()).toBeUndefined();
  hear({type: 'gone', pid: 1, error: new Error('it ran out of memory')});
  expect(check()).toMatch(/ended.*it ran out of memory/);
  hear({type: 'started', pid: 2});
  hear({type: 'ready', device: 'cpu', encoder: 'vgg19'});
  expect(check()).toBeUndefined();
});
