import {mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {JobRecord} from '../../../../src/jobs/job.ts';
import {openJobStore, type PersistentJobStore} from '../../../../src/jobs/store/store.ts';
import {jobInputs, jobRecord} from '../../../fixtures/job-record.ts';

const hour = 60 * 60_000;
const picture = 10_000;
let dataDir: string;
let store: PersistentJobStore;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'room-'));
  store = openJobStore(dataDir);
});
afterEach(() => {
  store.close();
  rmSync(dataDir, {recursive: true, force: true});
});

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * hour).toISOString();

/** A job with its inputs and a picture, which makes it `picture` bytes large and a little more. */
async function add(id: string, change: Partial<JobRecord>): Promise<void> {
  await store.add(jobRecord(id, change), jobInputs());
  await store.savePicture(id, new Uint8Array(picture));
}

const done = (hours: number): Partial<JobRecord> => ({
  status: 'done',
  createdAt: hoursAgo(hours),
  finishedAt: hoursAgo(hours),
  toldAt: hoursAgo(hours),
});

const left = (): string[] =>
  readdirSync(join(dataDir, 'jobs'))
    .filter((name) => name !== '.incoming')
    .sort();

test('the oldest finished jobs go until the others fit, records and files', async () => {
  for (const [id, hours] of [
    ['b', 40],
    ['d', 30],
    ['a', 50],
    ['c', 35],
  ] as const)
    await add(id, done(hours));
  expect(await store.makeRoom(4.5 * picture)).toMatchObject({deleted: 0});
  const room = await store.makeRoom(2.5 * picture);
  expect(room.deleted).toBe(2);
  expect(room.bytes).toBeGreaterThanOrEqual(2 * picture);
  expect(room.bytes).toBeLessThanOrEqual(2.5 * picture);
  expect(left()).toEqual(['c', 'd']);
  expect(store.get('a')).toBeUndefined();
  expect(store.get('c')).toBeDefined();
});

test('failed and cancelled jobs go like finished ones', async () => {
  await add('failed', {...done(40), status: 'failed', failure: 'x'});
  await add('cancelled', {...done(41), status: 'cancelled'});
  expect((await store.makeRoom(0)).deleted).toBe(2);
  expect(left()).toEqual([]);
});

test('a job that waits, is painted, is not told yet, or was told within a day never goes', async () => {
  await add('waiting', {status: 'accepted', createdAt: hoursAgo(90)});
  await add('painting', {status: 'running', createdAt: hoursAgo(90)});
  await add('untold', {status: 'done', createdAt: hoursAgo(90), finishedAt: hoursAgo(89)});
  await add('told-late', {...done(90), toldAt: hoursAgo(23)});
  await add('fresh', done(23));
  await add('old', done(25));
  const room = await store.makeRoom(0);
  expect(room.deleted).toBe(1);
  expect(room.bytes).toBeGreaterThanOrEqual(5 * picture);
  expect(left()).toEqual(['fresh', 'painting', 'told-late', 'untold', 'waiting']);
});

test('a job that grows while it is painted is measured anew each time; one that may go is measured once', async () => {
  await add('painting', {status: 'running'});
  await add('old', done(40));
  const first = await store.makeRoom(Number.MAX_SAFE_INTEGER);
  const grow = (id: string) => {
    mkdirSync(store.checkpointFile(id).replace(/checkpoint$/, 'frames'), {recursive: true});
    writeFileSync(join(dataDir, 'jobs', id, 'frames', '000000.jpg'), new Uint8Array(5_000));
  };
  grow('painting');
  grow('old');
  expect((await store.makeRoom(Number.MAX_SAFE_INTEGER)).bytes - first.bytes).toBe(5_000);
});

test.skipIf(process.platform === 'win32')('folders of jobs from before are closed to other users', () => {
  const jobs = join(dataDir, 'jobs');
  store.close();
  rmSync(jobs, {recursive: true, force: true});
  mkdirSync(jobs, {mode: 0o755});
  store = openJobStore(dataDir);
  expect(statSync(jobs).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'jobs.db')).mode & 0o777).toBe(0o600);
});
