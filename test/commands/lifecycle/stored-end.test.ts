import {afterEach, beforeEach, expect, test} from 'vitest';
import {storedMessage} from '../../../src/commands/lifecycle/stored-end.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';
import {type Bench, openBench, solidPng} from '../fake-services.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** Whether a picture that is shown like this in a server with a log channel has a Report button. */
async function canBeReported(change: Partial<JobRecord>): Promise<boolean> {
  const {guildRules} = bench.services;
  guildRules.set('5', {...guildRules.of('5'), logChannelId: '9'});
  const job = jobRecord('job', {...painted(), guildId: '5', ...change});
  await bench.store.add(job, jobInputs());
  await bench.store.savePicture('job', await solidPng());
  const {components} = await storedMessage(bench.services, job);
  return JSON.stringify(components).includes('stylize:v1:report:job');
}

test('a picture that others see in a server with a log channel can be reported', async () => {
  expect(await canBeReported({})).toBe(true);
});

test.each<[string, Partial<JobRecord>]>([
  ['in a server without one', {guildId: '6'}],
  ['that only its owner sees', {ephemeral: true}],
  ['where the bot is no member', {reply: {...painted().reply, botMayEdit: false}}],
  ['that failed', {status: 'failed'}],
])('a picture %s cannot', async (_where, change) => {
  expect(await canBeReported(change)).toBe(false);
});
