import {afterEach, beforeEach, expect, test} from 'vitest';
import {acceptJob} from '../../../src/commands/lifecycle/accept-job.ts';
import {wayOut} from '../../../src/commands/pages/way-out.ts';
import {AppError} from '../../../src/errors.ts';
import {jobInputs, jobRecord} from '../../fixtures/job-record.ts';
import {type Bench, openBench, untilAborted} from '../fake-services.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  bench.renderer.work = untilAborted;
});

afterEach(() => bench.close());

const full = new AppError('QUEUE_FULL', 'full', {detail: {reason: 'ownerFull', owned: 2, most: 2}});
const reader = {user: {id: 'ann'}, guildId: null, locale: 'en-US'};

async function accept(owner: string, guildId?: string): Promise<void> {
  const {settings, styles, spoiler, channelId, locale, ephemeral} = jobRecord('job');
  const reply = {botMayEdit: true, canReact: false, uploadLimitBytes: 1};
  const place = {channelId, locale, ephemeral, reply, ...(guildId !== undefined && {guildId})};
  await acceptJob(bench.services, {owner, settings, styles, spoiler, inputs: jobInputs()}, {place});
}

test('somebody at their limit gets their pictures in progress, each with a button that cancels it', async () => {
  await accept('ann');
  await accept('bob');
  await accept('ann');
  const {content, components} = wayOut(bench.services, full, reader) ?? {};
  expect(content).toMatch(
    /^You already have 2 pictures in progress \(limit 2\)\. Cancel one to make room:\n1\. Composition VII: being painted\n2\. Composition VII: number 2 in line.*$/,
  );
  const [older, newer] = bench.store.ofOwner('ann').reverse();
  expect(components).toMatchObject([
    {
      components: [
        {label: 'Cancel no. 1', custom_id: `queue:v1:cancel:${older?.id}`},
        {label: 'Cancel no. 2', custom_id: `queue:v1:cancel:${newer?.id}`},
      ],
    },
  ]);
});

test('where a server has a limit of its own, those in this server are in the way', async () => {
  await accept('ann', 'here');
  await accept('ann', 'elsewhere');
  bench.services.guildRules.set('here', {...bench.services.guildRules.of('here'), maxJobsPerUser: 1});
  const listed = (guildId: string) =>
    wayOut(bench.services, full, {...reader, guildId}, (jobId) => jobId)?.components[0]?.components.map(
      ({custom_id}) => bench.store.get(custom_id)?.guildId,
    );
  expect(listed('here')).toEqual(['here']);
  expect(listed('elsewhere')).toEqual(['here', 'elsewhere']);
});

test('other refusals stay as they are', () => {
  expect(wayOut(bench.services, new AppError('QUOTA', 'later'), reader)).toBeUndefined();
  expect(wayOut(bench.services, new Error('bug'), reader)).toBeUndefined();
});
