import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Upload} from '../../../src/commands/attachments/fit-upload.ts';
import {Delivery, type Outcome} from '../../../src/commands/messages/delivery.ts';
import * as present from '../../../src/commands/messages/view/present.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {jobRecord, painted} from '../../fixtures/job-record.ts';
import {discordError} from '../fake-discord.ts';
import {type Bench, openBench, solidPng} from '../fake-services.ts';

let bench: Bench;
let posted: string[];

beforeEach(async () => {
  bench = await openBench();
  posted = [];
});

afterEach(async () => {
  vi.useRealTimers();
  await bench.close();
});

const {result, reply} = painted();
const plain = {hasGallery: false, canReport: false, defaultQuality: 'standard'} as const;

/** A job of Ann's with a private reply, which only the interaction's token reaches. */
function privateJob(tokenMinutes: number): JobRecord {
  const expiresAt = new Date(Date.now() + tokenMinutes * 60_000).toISOString();
  const token = {value: 'token', expiresAt};
  return jobRecord('job', {
    ephemeral: true,
    reply: {...reply, applicationId: 'app', token, botMayEdit: false},
  });
}

function open(job: JobRecord): Delivery {
  const onPosted = ({id}: {id: string}) => posted.push(id);
  return new Delivery(bench.services, job, {resumed: false, onPosted, onGone: () => posted.push('gone')});
}

async function deliver(job: JobRecord, signal = new AbortController().signal): Promise<Outcome> {
  const show = (upload?: Upload) => present.done(job, result!, upload!, plain);
  return open(job).tell({picture: await solidPng(), show}, signal);
}

const routes = () =>
  bench.discord.requests.map(({method, route}) => `${method} ${decodeURIComponent(route)}`);

describe('the end of a job in a private reply', () => {
  test('is told there while its token is valid', async () => {
    await deliver(privateJob(1));
    expect(routes()).toEqual(['PATCH /webhooks/app/token/messages/@original']);
  });

  test('is told in a direct message if the token has expired; from then on that message stands for the job', async () => {
    const outcome = await deliver(privateJob(-1));
    expect(routes()).toEqual(['POST /users/@me/channels', 'POST /channels/posted/messages']);
    expect(bench.discord.requests[0]?.body).toEqual({recipient_id: 'ann'});
    expect(bench.discord.edits.at(-1)?.files).toEqual([expect.stringMatching(/\.png$/)]);
    expect(outcome).toMatchObject({
      kind: 'shown',
      posted: {id: 'posted'},
      moved: {channelId: 'posted', ephemeral: true},
    });
  });

  test.each([
    ['with', 'auto' as const, true],
    ['with', {first: 0, last: 3, count: 16}, true],
    ['without', {first: 4, last: 7, count: 16}, false],
  ])('comes %s buttons in a direct message from shards %j', async (_, shards, has) => {
    bench.services.config.shards = shards;
    const outcome = await deliver(privateJob(-1));
    expect(bench.discord.edits.at(-1)?.body.components?.length).toSatisfy((count) => count > 0 === has);
    expect(outcome).toMatchObject({moved: {reply: {canReact: has}}});
  });

  test('is told in a direct message if Discord refuses the token early', async () => {
    bench.discord.failOn('PATCH', /webhooks/, discordError(50027, 401));
    await deliver(privateJob(10));
    expect(routes().at(-1)).toBe('POST /channels/posted/messages');
  });

  test('is announced in the channel, without the picture, if direct messages are closed', async () => {
    bench.discord.failOn('POST', /channels\/posted\/messages/, discordError(50007, 403));
    await deliver(privateJob(-1));
    const last = bench.discord.requests.at(-1);
    expect(last?.route).toBe('/channels/channel/messages');
    expect(last?.files).toEqual([]);
    expect(last?.body.content).toMatch(/<@ann>.*can’t send you direct messages/);
    expect(last?.body.content).not.toContain('Composition');
    expect(last?.body).toMatchObject({allowed_mentions: {parse: []}});
  });

  test('is posted with the same nonce again after a crash, so nobody gets it twice', async () => {
    await deliver(privateJob(-1));
    await deliver(privateJob(-1));
    const nonces = bench.discord.edits.map(({body}) => body.nonce);
    expect(nonces).toHaveLength(2);
    expect(nonces[0]).toBe(nonces[1]);
  });

  test('is announced shortly before the token expires; after that no more progress is sent', async () => {
    vi.useFakeTimers();
    const delivery = open(privateJob(15));
    delivery.show({content: 'half done', components: []});
    await vi.advanceTimersByTimeAsync(14 * 60_000);
    expect(bench.discord.lastContent).toBe('half done');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(bench.discord.lastContent).toMatch(/send you a direct message/);
    delivery.show({content: 'nearly done', components: []});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.discord.requests).toHaveLength(2);
    expect(posted).toEqual(['message']);
    await delivery.close();
  });
});

const seeded = () =>
  bench.discord.requests
    .filter(({method}) => method === 'PUT')
    .map(({route}) => decodeURIComponent(decodeURIComponent(route)).split('/').at(-2));

test.each([
  ['🔁 ➕ ➖ under a picture', true, ['🔁', '➕', '➖']],
  ['only 🔁 where there is no picture', false, ['🔁']],
])('seeds %s', async (_, hasPicture, emojis) => {
  const job = jobRecord('job', {reply: {...reply, canReact: true}});
  const delivery = open(job);
  const end = hasPicture
    ? {picture: await solidPng(), show: (upload?: Upload) => present.done(job, result!, upload!, plain)}
    : {show: () => present.cancelled(job)};
  const outcome = await delivery.tell(end, new AbortController().signal);
  if (outcome.kind === 'shown') await delivery.conclude(outcome);
  expect(seeded()).toEqual(emojis);
});

test('a job continues even if its progress no longer reaches its message', async () => {
  bench.discord.failOn('PATCH', /webhooks/, discordError(50027, 401));
  const delivery = open(privateJob(15));
  delivery.show({content: 'half done', components: []});
  await expect.poll(() => bench.discord.requests.length).toBe(1);
  await delivery.close();
  expect(posted).toEqual([]);
});
