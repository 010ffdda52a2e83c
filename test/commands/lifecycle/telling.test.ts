/** How a job's end is told, tried again and shown by `/queue`, without processes and without real pauses. */
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {customId} from '../../../src/commands/custom-id.ts';
import {resumeJobs} from '../../../src/commands/lifecycle/resume-jobs.ts';
import {isUntold, tellAgain} from '../../../src/commands/lifecycle/tell-again.ts';
import {pausesMs, tryAgain} from '../../../src/commands/lifecycle/try-again.ts';
import {answerTo} from '../../../src/commands/messages/conversation.ts';
import {messageDeleted} from '../../../src/commands/picture/message-deleted.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';
import {discordError} from '../fake-discord.ts';
import {type Bench, openBench, solidPng} from '../fake-services.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(async () => {
  await bench.services.active.close();
  await bench.close();
});

/** A painted picture that nobody has been told of. */
async function leave(change: Partial<JobRecord> = {}): Promise<void> {
  await bench.store.add(jobRecord('job', {...painted(), replyKey: 'message', ...change}), jobInputs());
  await bench.store.savePicture('job', await solidPng());
}

const reset = Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET'});
/** As Discord lists it. */
const botMessage = (id: string) => ({
  id,
  author: {id: bench.services.config.applicationId},
  components: [{custom_id: customId('again', 'job')}],
});
const told = () => bench.store.get('job')?.toldAt;
const tries = () => bench.discord.edits.length;

describe('the pauses', () => {
  test('grow to ten minutes and last a day', () => {
    const pauses = [...pausesMs()];
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(0)).toBe(1_000);
    expect(pauses.at(-1)).toBe(600_000);
    const hours = pauses.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(25);
  });

  test('end when somebody stops the telling', async () => {
    const over = new AbortController();
    const trouble = vi.fn();
    const trying = tryAgain(() => Promise.reject(reset), {signal: over.signal, onTrouble: trouble});
    await expect.poll(() => trouble.mock.calls.length).toBe(1);
    over.abort(new Error('enough'));
    await expect(trying).rejects.toThrow('enough');
  });
});

describe('an end that could not be told', () => {
  test('stays untold while connections break, and is told by the next try', async () => {
    await leave();
    bench.discord.failOnce('PATCH', /./, reset);
    await resumeJobs(bench.services, bench.store);
    await expect.poll(tries, {timeout: 5_000}).toBe(1);
    expect(told()).toBeUndefined();
    await expect.poll(told, {timeout: 5_000}).toBeDefined();
    expect(tries()).toBe(2);
  });

  test('is told at once to somebody who asks for it, and no longer in its old place', async () => {
    await leave();
    bench.discord.failOn('PATCH', /\/message$/, reset);
    await resumeJobs(bench.services, bench.store);
    await expect.poll(tries).toBe(1);
    const {place} = answerTo(bench.discord, {id: 'x', channelId: 'elsewhere'}, {locale: 'en-US'});
    await tellAgain(bench.services, {id: 'job'}, {...place, replyKey: 'answer'});
    expect(bench.discord.edits.at(-1)?.route).toBe('/channels/elsewhere/messages/answer');
    expect(bench.store.get('job')).toMatchObject({toldAt: expect.any(String), replyKey: 'answer'});
    await wait(1_500);
    expect(tries()).toBe(2);
  });

  test.each(['deleted', 'message-gone', 'forgotten'] as const)(
    'is told to nobody once it is %s',
    async (why) => {
      await leave();
      bench.discord.failOnce('PATCH', /./, reset);
      await resumeJobs(bench.services, bench.store);
      await expect.poll(tries).toBe(1);
      await bench.services.active.stop('job', why);
      await wait(1_500);
      expect(tries()).toBe(1);
    },
  );

  test('is told to nobody if its record is gone by the next try', async () => {
    await leave();
    bench.discord.failOnce('PATCH', /./, reset);
    await resumeJobs(bench.services, bench.store);
    await expect.poll(tries).toBe(1);
    await bench.store.delete('job');
    await wait(1_500);
    expect(tries()).toBe(1);
  });

  test('stays untold over a stop of the bot', async () => {
    await leave();
    bench.discord.failOn('PATCH', /./, reset);
    await resumeJobs(bench.services, bench.store);
    await expect.poll(tries).toBe(1);
    await bench.services.active.close();
    expect(bench.store.listUnfinished().filter(isUntold)).toHaveLength(1);
  });

  test('for which no way is open stays untold, is logged once and not tried again by this process', async () => {
    const errors: unknown[] = [];
    bench.services.log = {...bench.services.log, error: (_fields, text) => errors.push(text)};
    await leave();
    for (const method of ['PATCH', 'POST']) bench.discord.failOn(method, /./, discordError(50001, 403));
    await resumeJobs(bench.services, bench.store);
    await expect.poll(() => errors).toEqual([expect.stringContaining('no way to tell the owner is open')]);
    const asked = bench.discord.requests.length;
    await wait(1_500);
    expect(bench.discord.requests).toHaveLength(asked);
    expect(told()).toBeUndefined();
  });

  test('goes with its message, even while nobody is trying', async () => {
    await leave();
    await messageDeleted(bench.services, 'message');
    expect(bench.store.get('job')).toBeUndefined();
  });
});

test('a picture that Discord took without saying so is taken back when its owner has it forgotten', async () => {
  await leave({reply: {...painted().reply, applicationId: 'app'}});
  bench.discord.failOn('PATCH', /./, discordError(50083));
  const {post} = bench.discord;
  bench.discord.post = async (route, options) => {
    await post(route, options);
    bench.discord.history.push(botMessage('taken'));
    throw reset;
  };
  await resumeJobs(bench.services, bench.store);
  await expect.poll(() => bench.discord.history).toHaveLength(1);
  await bench.services.active.stop('job', 'forgotten');
  expect(bench.discord.requests.at(-1)).toMatchObject({
    method: 'DELETE',
    route: '/channels/channel/messages/taken',
  });
});

test('somebody who asks for an end that was told meanwhile has no part in it', async () => {
  await leave();
  await resumeJobs(bench.services, bench.store);
  await expect.poll(told, {timeout: 5_000}).toBeDefined();
  const {place} = answerTo(bench.discord, {id: 'x', channelId: 'elsewhere'}, {locale: 'en-US'});
  expect(await tellAgain(bench.services, {id: 'job'}, {...place, replyKey: 'answer'})).toBe(false);
  expect(bench.store.get('job')?.replyKey).toBe('message');
  expect(tries()).toBe(1);
});

test('after a restart, a picture told in a new message is found there from then on', async () => {
  await leave();
  bench.discord.failOnce('PATCH', /\/message$/, discordError(50083));
  await resumeJobs(bench.services, bench.store);
  await expect.poll(told, {timeout: 5_000}).toBeDefined();
  await expect.poll(() => bench.discord.lastContent).toContain('It goes on here');
  expect(bench.discord.edits.at(-1)?.route).toBe('/channels/channel/messages/message');
  expect(bench.store.get('job')?.replyKey).toBe('posted');
});

test('a picture posted just as its owner had it forgotten is taken back', async () => {
  await leave({reply: {...painted().reply, applicationId: 'app'}});
  bench.discord.failOn('PATCH', /./, discordError(50083));
  const {post} = bench.discord;
  bench.discord.post = async (route, options) => {
    const posted = await post(route, options);
    void bench.services.active.stop('job', 'forgotten');
    return posted;
  };
  await resumeJobs(bench.services, bench.store);
  await expect
    .poll(() => bench.discord.requests.at(-1))
    .toMatchObject({method: 'DELETE', route: '/channels/channel/messages/posted'});
});
