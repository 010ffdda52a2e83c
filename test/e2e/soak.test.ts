/** A short soak; `npm run soak` is the long one. */
import {expect, test} from 'vitest';
import {soakBroken} from '../../bench/soak/promises.ts';
import {soak} from '../../bench/soak/soak.ts';

test('in bad weather and with the bot killed twice, and with an outage, everybody sees how each picture ended, once and as recorded', async () => {
  const report = await soak({
    people: 5,
    jobsEach: 4,
    seed: 7,
    killsAt: [0.3, 0.6],
    outageMinutes: [3],
    limitMs: 200_000,
  });
  expect(soakBroken(report)).toEqual([]);
  const {done, failed, cancelled, deleted} = report.ends;
  expect(done + failed + cancelled + deleted).toBeGreaterThanOrEqual(20);
  expect(report.kills).toBe(2);
}, 280_000);
