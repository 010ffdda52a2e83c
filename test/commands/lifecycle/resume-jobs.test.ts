import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {inOrderOfTurns, maxAttempts, resumeJobs} from '../../../src/commands/lifecycle/resume-jobs.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';
import {type Bench, openBench, solidPng, untilAborted} from '../fake-services.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(() => bench.close());

const {reply} = painted();

/** Leaves a job as a dead process would have left it, with its own message. */
async function leave(id: string, change: Partial<JobRecord> = {}): Promise<void> {
  await bench.store.add(jobRecord(id, {reply, replyKey: `m-${id}`, ...change}), jobInputs());
}

function resume(): void {
  resumeJobs(bench.services, bench.store);
}

/** Resolves when the end of every job has been told. */
async function allTold(): Promise<void> {
  await expect.poll(() => bench.store.listUnfinished(), {timeout: 10_000}).toEqual([]);
}

/** The last content of a job's message. */
function lastWords(id: string): string | undefined {
  return bench.discord.edits.findLast(({route}) => route.endsWith(`/m-${id}`))?.body.content;
}

describe('after a crash', () => {
  test('every accepted job is painted, the running one first, each in its own message', async () => {
    await leave('one', {owner: 'ann', createdAt: '2026-01-01T10:00:01.000Z'});
    await leave('running', {
      owner: 'bob',
      status: 'running',
      attempts: 1,
      createdAt: '2026-01-01T10:00:02.000Z',
    });
    for (const [id, owner] of [
      ['two', 'ann'],
      ['three', 'cat'],
      ['four', 'dan'],
      ['five', 'eve'],
    ] as const)
      await leave(id, {
        owner,
        createdAt: `2026-01-01T10:00:0${['two', 'three', 'four', 'five'].indexOf(id) + 3}.000Z`,
      });
    resume();
    await allTold();
    const order = bench.renderer.requests.map(({checkpointFile}) => checkpointFile?.split('/').at(-2));
    expect(order).toEqual(['running', 'one', 'three', 'four', 'five', 'two']);
    for (const id of order) {
      expect(bench.store.get(id!)).toMatchObject({status: 'done', attempts: id === 'running' ? 2 : 1});
      expect(lastWords(id!)).toContain('-# 48 × 32 · 12 s');
    }
    expect(bench.discord.requests.every(({method}) => method !== 'POST')).toBe(true);
  });

  test('jobs come back into the queue even beyond the caps, and count towards them', async () => {
    bench.renderer.work = untilAborted;
    for (const id of ['a', 'b', 'c', 'd', 'e']) await leave(id);
    resume();
    expect(bench.services.queue.counts()).toEqual({waiting: 4, running: 1});
    expect(() => bench.services.queue.admit('ann')).toThrow(expect.objectContaining({code: 'QUEUE_FULL'}));
    await bench.services.active.close();
  });

  test('a picture painted but not delivered is delivered from disk, not painted again', async () => {
    await leave('a', {...painted(), replyKey: 'm-a'});
    await bench.store.savePicture('a', await solidPng());
    resume();
    await allTold();
    expect(bench.renderer.requests).toEqual([]);
    expect(lastWords('a')).toContain('-# 512 × 512');
    expect(bench.discord.edits.filter(({files}) => files.length > 0)).toHaveLength(1);
  });

  test('a delivered picture is left alone', async () => {
    await leave('a', {...painted(), toldAt: '2026-01-01T10:02:00.000Z'});
    resume();
    expect(bench.discord.requests).toEqual([]);
  });

  test.each([
    ['cancelled', 'Cancelled.'],
    ['failed', 'This picture wasn’t finished.'],
  ] as const)('if nobody was told that a job is %s, its message now says so', async (status, words) => {
    await leave('a', {status, finishedAt: '2026-01-01T10:01:00.000Z'});
    resume();
    await allTold();
    expect(lastWords('a')).toContain(words);
    expect(bench.renderer.requests).toEqual([]);
  });

  test('a job that has killed several processes is given up, and the next one is painted', async () => {
    await leave('deadly', {status: 'running', attempts: maxAttempts});
    await leave('harmless', {owner: 'bob'});
    resume();
    await allTold();
    expect(bench.store.get('deadly')).toMatchObject({
      status: 'failed',
      failure: expect.stringMatching(/3 processes/),
    });
    expect(lastWords('deadly')).toContain('words for 3 processes ended while painting this picture.');
    expect(bench.store.get('harmless')?.status).toBe('done');
  });

  test('a job with a lost photo fails, and its message says so', async () => {
    await leave('a');
    await bench.store.delete('a');
    await bench.store.add(jobRecord('a', {reply, replyKey: 'm-a'}), {
      content: new Uint8Array(),
      styles: [new Uint8Array()],
    });
    const {readInputs} = bench.store;
    bench.services.store.readInputs = async () => {
      throw new Error('gone');
    };
    resume();
    bench.services.store.readInputs = readInputs;
    await allTold();
    expect(bench.store.get('a')).toMatchObject({status: 'failed', failure: 'gone'});
    expect(lastWords('a')).toContain('words for gone');
  });

  test('a job is not finished if its message was deleted meanwhile', async () => {
    const {discordError} = await import('../fake-discord.ts');
    bench.discord.failOn('PATCH', /m-a/, discordError(10008, 404));
    bench.renderer.work = untilAborted;
    await leave('a');
    resume();
    await allTold();
    expect(bench.store.get('a')?.status).toBe('cancelled');
  });

  test('a job that cannot reach its message is closed silently', async () => {
    const {reply: _reply, ...unreachable} = jobRecord('a', {replyKey: 'm-a'});
    await bench.store.add(unreachable, jobInputs());
    resume();
    expect(bench.store.get('a')).toMatchObject({status: 'failed', failure: 'the bot restarted'});
    expect(bench.discord.requests).toEqual([]);
  });
});

describe('a stop on purpose', () => {
  test('keeps the job, says that it will continue, and the next process continues it', async () => {
    bench.renderer.work = untilAborted;
    await leave('a');
    resume();
    await expect.poll(() => bench.store.get('a')?.status).toBe('running');
    await expect.poll(() => lastWords('a'), {timeout: 5_000}).toMatch(/50% · about/);
    await bench.services.active.close();
    expect(lastWords('a')).toContain('I’m restarting. This picture goes on in a minute.');
    expect(bench.store.get('a')).toMatchObject({status: 'running', attempts: 0});
    expect(bench.store.listUnfinished()).toHaveLength(1);
  });
});

test('turns continue as they were: the owner served last waits longest', () => {
  const at = (second: number) => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z`;
  const jobs = [
    jobRecord('a2', {owner: 'ann', createdAt: at(1)}),
    jobRecord('b1', {owner: 'bob', createdAt: at(2), status: 'running'}),
    jobRecord('b2', {owner: 'bob', createdAt: at(3)}),
    jobRecord('c1', {owner: 'cat', createdAt: at(4)}),
  ];
  const order = inOrderOfTurns(jobs, new Map([['ann', at(5)]]));
  expect(order.map(({id}) => id)).toEqual(['b1', 'b2', 'c1', 'a2']);
});
