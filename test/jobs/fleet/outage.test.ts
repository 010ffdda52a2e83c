import {afterEach, expect, test} from 'vitest';
import {connectRedis} from '../../../src/jobs/fleet/connection.ts';
import {followOutage} from '../../../src/jobs/fleet/outage.ts';

const redis = connectRedis({url: 'redis://127.0.0.1:1', prefix: 'test'});
afterEach(() => redis.disconnect());

test('an outage is told once however often connecting fails, and so is its end', async () => {
  const told: string[] = [];
  const hear = followOutage(redis, {
    onTrouble: ({message}) => void told.push(message),
    onOver: () => void told.push('over'),
  });
  for (let failure = 0; failure < 4; failure += 1) {
    await new Promise((resolve) => redis.once('reconnecting', resolve));
  }
  hear(new Error('connect ECONNREFUSED 127.0.0.1:1'));
  expect(told).toEqual(['connect ECONNREFUSED 127.0.0.1:1']);

  redis.emit('ready');
  redis.emit('ready');
  expect(told.slice(1)).toEqual(['over']);
});
