import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {startHousekeeping} from '../../../src/jobs/store/housekeeping.ts';
import {openJobStore, type PersistentJobStore} from '../../../src/jobs/store/store.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';

const day = 24 * 60 * 60_000;
let dataDir: string;
let store: PersistentJobStore;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'housekeeping-'));
  store = openJobStore(dataDir);
});

afterEach(() => {
  vi.useRealTimers();
  store.close();
  rmSync(dataDir, {recursive: true, force: true});
});

/** Nobody asked for a limit. */
const noRoom = () => Promise.reject(new Error('there is no limit'));

function daysAgo(days: number): string {
  return new Date(Date.now() - days * day).toISOString();
}

async function add(id: string, change: Partial<JobRecord>): Promise<void> {
  await store.add(jobRecord(id, change), jobInputs());
}

function replyWith(expiresInMs: number): Pick<JobRecord, 'reply'> {
  const expiresAt = new Date(Date.now() + expiresInMs).toISOString();
  const token = {value: 'tOkEn-of-the-interaction', expiresAt};
  return {reply: {applicationId: 'app', token, botMayEdit: true, canReact: true, uploadLimitBytes: 1}};
}

test('jobs that ended longer ago than allowed are removed with their files; others stay', async () => {
  const ended = (days: number) => ({
    createdAt: daysAgo(days),
    finishedAt: daysAgo(days),
    toldAt: daysAgo(days),
  });
  await add('old', {status: 'done', ...ended(31)});
  await add('recent', {status: 'done', ...ended(29)});
  await add('long-awaited', {...ended(1), createdAt: daysAgo(40)});
  await add('still-waiting', {createdAt: daysAgo(40)});
  await add('old-untold', {status: 'done', createdAt: daysAgo(40), finishedAt: daysAgo(31)});
  await add('untold', {status: 'done', createdAt: daysAgo(40), finishedAt: daysAgo(29)});
  await store.deleteOld(new Date(Date.now() - 30 * day));
  expect(readdirSync(join(dataDir, 'jobs')).sort()).toEqual([
    '.incoming',
    'long-awaited',
    'recent',
    'still-waiting',
    'untold',
  ]);
  expect(store.get('old')).toBeUndefined();
  expect(store.get('recent')).toBeDefined();
});

test('files that belong to no job are removed, unless they are so new that a job may still come', async () => {
  for (const id of ['lost', 'arriving', 'known']) await add(id, {});
  store.close();
  rmSync(join(dataDir, 'jobs.db'));
  store = openJobStore(dataDir);
  const old = new Date(Date.now() - 31 * day);
  utimesSync(join(dataDir, 'jobs', 'lost'), old, old);
  await store.deleteOld(new Date(Date.now() - 30 * day));
  expect(readdirSync(join(dataDir, 'jobs')).sort()).toEqual(['arriving', 'known']);
});

test('tokens are erased when they expire or the job’s end has been told, and leave no trace on disk', async () => {
  await add('expired', replyWith(-1));
  await add('valid', replyWith(60_000));
  await add('told', replyWith(60_000));
  store.update('told', {status: 'done', toldAt: daysAgo(0)});
  store.dropExpiredTokens(new Date());
  expect(store.get('expired')?.reply).toEqual({
    applicationId: 'app',
    botMayEdit: true,
    canReact: true,
    uploadLimitBytes: 1,
  });
  expect(store.get('told')?.reply).not.toHaveProperty('token');
  expect(store.get('valid')?.reply?.token?.value).toBe('tOkEn-of-the-interaction');
  await store.delete('valid');
  store.close();
  store = openJobStore(dataDir);
  for (const file of ['jobs.db', 'jobs.db-wal']) {
    const path = join(dataDir, file);
    if (existsSync(path)) expect(readFileSync(path, 'latin1')).not.toContain('tOkEn-of-the-interaction');
  }
});

test('an erased token leaves no copy, even if rows of many jobs have moved', async () => {
  const jobs = Array.from({length: 80}, (_, index) => `job-${index}`);
  const token = (id: string, expiresInMs: number) => ({
    value: `tOkEn-of-${id}-`.padEnd(180, 'x'),
    expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
  });
  for (const [index, id] of jobs.entries()) {
    const {reply} = painted();
    await add(id, {reply: {...reply, token: token(id, index % 3 === 0 ? -1 : 60_000)}});
    store.update(id, {attempts: 1, note: 'x'.repeat((index * 977) % 800)});
    // Rows grow when a job ends, while younger ones wait behind it.
    const older = jobs[index - 10];
    const {reply: itsReply} = (older && store.get(older)) || {};
    if (older && itsReply) store.update(older, {...painted(), reply: itsReply});
    if (older && index % 5 === 0) await store.delete(older);
  }
  store.dropExpiredTokens(new Date());
  const held = jobs.filter((id) => store.get(id)?.reply?.token);
  const file = readFileSync(join(dataDir, 'jobs.db'), 'latin1');
  const found = [...file.matchAll(/tOkEn-of-(job-\d+)-/g)].map(([, id]) => id);
  expect(held.length).toBeGreaterThan(20);
  expect(found.sort()).toEqual(held.sort());
});

test('tokens and jobs are cleaned up at the start, then tokens every minute and jobs every day', async () => {
  vi.useFakeTimers();
  const calls: string[] = [];
  const stop = startHousekeeping(
    {
      dropExpiredTokens: (now) => calls.push(`tokens ${now.getTime() - Date.now()}`),
      deleteOld: async (before) => calls.push(`jobs ${(Date.now() - before.getTime()) / day} days`),
      makeRoom: noRoom,
    },
    {dropOld: () => undefined},
    {
      drafts: {
        dropOld: async (before) => void calls.push(`drafts ${(Date.now() - before.getTime()) / day} days`),
      },
      reports: {
        dropOld: (before) => void calls.push(`reports ${(Date.now() - before.getTime()) / day} days`),
      },
    },
    {retentionDays: 30, onDeleted: () => {}, onFull: () => {}, onError: () => {}},
  );
  expect(calls).toEqual(['tokens 0', 'reports 30 days', 'jobs 30 days', 'drafts 1 days']);
  await vi.advanceTimersByTimeAsync(day);
  expect(calls.filter((call) => call.startsWith('jobs'))).toHaveLength(2);
  expect(calls.filter((call) => call.startsWith('tokens'))).toHaveLength(1 + 24 * 60);
  stop();
  await vi.advanceTimersByTimeAsync(day);
  expect(calls.filter((call) => call.startsWith('jobs'))).toHaveLength(2);
});

test('a failure is reported, and housekeeping continues', async () => {
  vi.useFakeTimers();
  const errors: unknown[] = [];
  const fail = () => {
    throw new Error('disk on fire');
  };
  const stop = startHousekeeping(
    {dropExpiredTokens: fail, deleteOld: async () => fail(), makeRoom: noRoom},
    {dropOld: () => undefined},
    {drafts: {dropOld: async () => undefined}, reports: {dropOld: () => undefined}},
    {retentionDays: 1, onDeleted: () => {}, onFull: () => {}, onError: (error) => errors.push(error)},
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(errors).toHaveLength(3);
  stop();
});

test('room is made every minute, one pass at a time, and too much is reported once until there is room again', async () => {
  vi.useFakeTimers();
  const told: string[] = [];
  const answers = [
    {deleted: 3, bytes: 90},
    {deleted: 0, bytes: 120},
    {deleted: 0, bytes: 130},
    {deleted: 1, bytes: 100},
    {deleted: 0, bytes: 101},
  ];
  let passes = 0;
  const stop = startHousekeeping(
    {
      dropExpiredTokens: () => undefined,
      deleteOld: async () => 0,
      async makeRoom(maxBytes) {
        expect(maxBytes).toBe(100);
        passes += 1;
        // Longer than the minute after which the next pass would begin.
        await new Promise((resolve) => setTimeout(resolve, 70_000));
        return answers.shift() ?? {deleted: 0, bytes: 0};
      },
    },
    {dropOld: () => undefined},
    {drafts: {dropOld: async () => undefined}, reports: {dropOld: () => undefined}},
    {
      retentionDays: 1,
      maxDiskBytes: 100,
      onDeleted: (jobs) => told.push(`deleted ${jobs}`),
      onFull: (bytes) => told.push(`full ${bytes}`),
      onError: (error) => told.push(String(error)),
    },
  );
  await vi.advanceTimersByTimeAsync(10.5 * 60_000);
  stop();
  expect(passes).toBe(6);
  expect(told).toEqual(['deleted 3', 'full 120', 'deleted 1', 'full 101']);
});

test('the files of all jobs are measured for whoever wants to know, also without a limit, and nothing is deleted', async () => {
  await add('old', {status: 'done', finishedAt: daysAgo(5), toldAt: daysAgo(5)});
  await add('new', {});
  const measured: number[] = [];
  const stop = startHousekeeping(
    store,
    {dropOld: () => {}},
    {drafts: {dropOld: async () => {}}, reports: {dropOld: () => {}}},
    {
      retentionDays: 30,
      onMeasured: (bytes) => measured.push(bytes),
      onDeleted: () => expect.unreachable(),
      onFull: () => expect.unreachable(),
      onError: (error) => expect.unreachable(String(error)),
    },
  );
  const {content, styles} = jobInputs();
  const each = content.length + (styles[0]?.length ?? 0);
  await expect.poll(() => measured).toEqual([2 * each]);
  stop();
});
