import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'libsql';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {openJobStore, type PersistentJobStore} from '../../../src/jobs/store/store.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';
import {recordOf} from '../../fixtures/fake-renderer-by-hand.ts';
import {jobRecord as job, jobInputs} from '../../fixtures/job-record.ts';
import {jobsIn} from '../../fixtures/jobs-in.ts';

const inputs = jobInputs();

let dataDir: string;
let store: PersistentJobStore;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'job-store-'));
  store = openJobStore(dataDir);
});

afterEach(() => {
  store.close();
  rmSync(dataDir, {recursive: true, force: true});
});

/** A job with every field set. */
function doneJob(id: string): JobRecord {
  const {content, styles} = inputs;
  const request = {
    content,
    styles: [{image: styles[0]!, weight: 1}],
    settings: defaultSettings,
    frameEveryMs: 0,
  };
  return job(id, {
    parentId: 'parent',
    status: 'done',
    styles: [
      {id: 'kandinsky', title: 'Composition VII', weight: 2},
      {id: 'custom', title: 'an attached image', weight: 1},
    ],
    guildId: 'guild',
    spoiler: true,
    ephemeral: true,
    note: 'with more style',
    reply: {
      applicationId: 'app',
      token: {value: 'secret', expiresAt: '2024-05-01T10:15:00.000Z'},
      replyTo: 'question',
      botMayEdit: true,
      canReact: true,
      uploadLimitBytes: 1000,
    },
    replyKey: 'message-1',
    attempts: 2,
    finishedAt: '2024-05-01T10:01:00.000Z',
    toldAt: '2024-05-01T10:01:01.000Z',
    result: {...recordOf(request, 12.5), terms: {tv: 0.25}},
    failure: 'none',
  });
}

test('returns what was added, even after a restart', async () => {
  await store.add(job('plain'), inputs);
  const blend = {...inputs, styles: [new Uint8Array([4, 5]), new Uint8Array([6])]};
  await store.add(doneJob('full'), blend);
  store.close();
  store = openJobStore(dataDir);
  expect(store.get('plain')).toEqual(job('plain'));
  expect(store.get('full')).toEqual(doneJob('full'));
  const read = await store.readInputs('full');
  expect([...read.content]).toEqual([1, 2, 3]);
  expect(read.styles.map((style) => [...style])).toEqual([[4, 5], [6]]);
});

test('returns up to three styles in order, and the picture to continue from', async () => {
  const bytes = (text: string) => Buffer.from(text);
  const many = {content: bytes('photo'), styles: ['one', 'two', 'three'].map(bytes), start: bytes('before')};
  const [style] = job('a').styles;
  await store.add(job('a', {styles: [style!, style!, style!]}), many);
  expect(await store.readInputs('a')).toEqual(many);
});

test.each(['content', 'style', 'style-2'])('gives no images if “%s” of a blend is gone', async (file) => {
  const [style] = job('a').styles;
  await store.add(job('a', {styles: [style!, style!]}), {
    ...inputs,
    styles: [inputs.content, inputs.content],
  });
  rmSync(join(dataDir, 'jobs', 'a', file));
  await expect(store.readInputs('a')).rejects.toMatchObject({code: 'UNKNOWN_JOB'});
});

test.each([0, 4])('refuses %d styles and stores nothing', async (count) => {
  const {content} = inputs;
  const styles = Array.from({length: count}, () => content);
  await expect(store.add(job('a'), {content, styles})).rejects.toThrow(/1 to 3 styles, received/);
  expect(store.get('a')).toBeUndefined();
});

test('keeps the finished picture and frames of a job, and has none for other jobs', async () => {
  await store.add(job('a'), inputs);
  await store.savePicture('a', Buffer.from('first'));
  await store.savePicture('a', Buffer.from('picture'));
  const frames = store.openFrames('a');
  for (const frame of ['one', 'two']) frames.add(Buffer.from(frame));
  await frames.settled();
  expect(await store.readPicture('a')).toEqual(Buffer.from('picture'));
  expect((await store.readFrames('a')).map(String)).toEqual(['one', 'two']);
  expect(await store.readPicture('b')).toBeUndefined();
  expect(await store.readFrames('b')).toEqual([]);
});

test('drops the checkpoint of a job, if there is one', async () => {
  await store.add(job('a'), inputs);
  writeFileSync(store.checkpointFile('a'), 'state');
  for (let time = 0; time < 2; time++) await store.dropCheckpoint('a');
  expect(existsSync(store.checkpointFile('a'))).toBe(false);
  expect((await store.readInputs('a')).styles).toHaveLength(1);
});

test('forgets one owner with all their files, but nobody else', async () => {
  for (const id of ['a1', 'a2']) await store.add(job(id), inputs);
  await store.add(job('b1', {owner: 'bob'}), inputs);
  expect(await store.forget('ann')).toBe(2);
  expect(store.ofOwner('ann')).toEqual([]);
  expect(store.ofOwner('bob').map(({id}) => id)).toEqual(['b1']);
  expect(readdirSync(join(dataDir, 'jobs')).filter((name) => !name.startsWith('.'))).toEqual(['b1']);
});

test('lists an owner’s jobs, newest first', async () => {
  for (const hour of [11, 13, 12])
    await store.add(job(`at-${hour}`, {createdAt: `2024-05-01T${hour}:00:00.000Z`}), inputs);
  expect(store.ofOwner('ann').map(({id}) => id)).toEqual(['at-13', 'at-12', 'at-11']);
});

test('knows when each owner was last served: when a painting ended, not when a wait was cancelled', async () => {
  const ended = (second: number) => ({finishedAt: `2024-05-01T10:00:0${second}.000Z`});
  await store.add(job('a1', {status: 'done', ...ended(1)}), inputs);
  await store.add(job('a2', {status: 'failed', ...ended(3)}), inputs);
  await store.add(job('a3', {status: 'cancelled', ...ended(5)}), inputs);
  await store.add(job('b1', {owner: 'bob'}), inputs);
  expect([...store.lastTurns()]).toEqual([['ann', '2024-05-01T10:00:03.000Z']]);
});

test('does not know a job that was never added', () => {
  expect(store.get('nobody')).toBeUndefined();
  expect(store.findByReplyKey('nothing')).toBeUndefined();
});

test('changes only the fields an update names', async () => {
  await store.add(job('a'), inputs);
  await store.add(job('b'), inputs);
  store.update('a', {status: 'failed', failure: 'It broke.'});
  expect(store.get('a')).toEqual(job('a', {status: 'failed', failure: 'It broke.'}));
  expect(store.get('b')).toEqual(job('b'));
});

test('refuses to update a job it does not know', () => {
  expect(() => store.update('nobody', {status: 'done'})).toThrow(
    expect.objectContaining({code: 'UNKNOWN_JOB'}),
  );
});

test('finds the newest job by its reply key', async () => {
  await store.add(job('old', {replyKey: 'm', createdAt: '2024-05-01T10:00:00.000Z'}), inputs);
  await store.add(job('new', {replyKey: 'm', createdAt: '2024-05-01T11:00:00.000Z'}), inputs);
  await store.add(job('other'), inputs);
  expect(store.findByReplyKey('m')?.id).toBe('new');
  store.update('other', {replyKey: 'n'});
  expect(store.findByReplyKey('n')?.id).toBe('other');
});

test('lists jobs by status, oldest first', async () => {
  await store.add(job('second', {status: 'running', createdAt: '2024-05-01T11:00:00.000Z'}), inputs);
  await store.add(job('first', {status: 'running', createdAt: '2024-05-01T10:00:00.000Z'}), inputs);
  await store.add(job('done', {status: 'done'}), inputs);
  expect(store.list({status: 'running'}).map(({id}) => id)).toEqual(['first', 'second']);
});

test('lists only the newest jobs when asked to, still oldest first', async () => {
  for (const hour of [11, 13, 10, 12]) {
    await store.add(job(`at-${hour}`, {createdAt: `2024-05-01T${hour}:00:00.000Z`}), inputs);
  }
  expect(store.list({status: 'accepted', newest: 2}).map(({id}) => id)).toEqual(['at-12', 'at-13']);
});

test('leaves an unreadable row out of a list and reports it', async () => {
  store.close();
  const reports: string[] = [];
  store = openJobStore(dataDir, ({message}) => reports.push(message));
  for (const id of ['good', 'bad']) await store.add(job(id), inputs);
  editDatabase("UPDATE jobs SET record = json_set(record, '$.settings', json('{}')) WHERE id = 'bad'");
  expect(store.list({status: 'accepted'}).map(({id}) => id)).toEqual(['good']);
  expect(reports).toEqual([expect.stringMatching(/unreadable row.*bad.*settings/s)]);
});

test('loses only the job whose record is damaged on the disk', async () => {
  const reports: string[] = [];
  const token = {value: 'secret', expiresAt: '2024-05-01T10:15:00.000Z'};
  const reply = {token, botMayEdit: true, canReact: true, uploadLimitBytes: 1};
  for (const id of ['good', 'bad']) await store.add(job(id, {reply}), inputs);
  store.close();
  const file = join(dataDir, 'jobs.db');
  const damaged = readFileSync(file, 'latin1').replace('{"id":"bad"', '{"id"!"bad"');
  writeFileSync(file, damaged, 'latin1');
  store = openJobStore(dataDir, ({message}) => reports.push(message));
  store.dropExpiredTokens(new Date());
  for (const list of [store.listUnfinished(), store.ofOwner('ann')])
    expect(list.map(({id}) => id)).toEqual(['good']);
  expect(store.get('good')?.reply).not.toHaveProperty('token');
  expect(reports).toEqual(Array(2).fill(expect.stringMatching(/unreadable row, job bad.*Expected JSON/s)));
  expect(await store.forget('ann')).toBe(2);
});

test('lets another connection read the records at the same time', async () => {
  await store.add(job('a'), inputs);
  await store.add(doneJob('b'), inputs);
  expect(jobsIn(dataDir)).toEqual([job('a'), doneJob('b')]);
});

test('deletes a record with its files, and does nothing if there is no record', async () => {
  await store.add(job('a'), inputs);
  await store.delete('a');
  await store.delete('a');
  expect(store.get('a')).toBeUndefined();
  expect(existsSync(join(dataDir, 'jobs', 'a'))).toBe(false);
});

test('says that a job is unknown if its files are gone', async () => {
  await store.add(job('a'), inputs);
  rmSync(join(dataDir, 'jobs', 'a', 'style'));
  await expect(store.readInputs('a')).rejects.toMatchObject({code: 'UNKNOWN_JOB'});
});

test('refuses a second job with the same id and keeps the first', async () => {
  await store.add(job('a'), inputs);
  const other = {content: new Uint8Array([9]), styles: [new Uint8Array([9])]};
  await expect(store.add(job('a', {owner: 'bob'}), other)).rejects.toThrow(/in use/);
  expect(store.get('a')?.owner).toBe('ann');
  expect([...(await store.readInputs('a')).content]).toEqual([1, 2, 3]);
});

test.each(['', '..', '../a', 'a/b', 'A', 'a.b', 'a\0', 'x'.repeat(65)])(
  'refuses %j as an id before touching a path',
  async (id) => {
    const message = /Expected a job id/;
    await expect(store.add(job(id), inputs)).rejects.toThrow(message);
    await expect(store.readInputs(id)).rejects.toThrow(message);
    await expect(store.delete(id)).rejects.toThrow(message);
    expect(readdirSync(join(dataDir, 'jobs'))).toEqual([]);
  },
);

test('stores no record and leaves nothing behind if the files cannot be written', async () => {
  mkdirSync(join(dataDir, 'jobs', 'a', 'in the way'), {recursive: true});
  await expect(store.add(job('a'), inputs)).rejects.toThrow();
  expect(store.get('a')).toBeUndefined();
  expect(readdirSync(join(dataDir, 'jobs', '.incoming'))).toEqual([]);
});

test('at the start, removes files that an earlier process left half written', () => {
  const halfWritten = join(dataDir, 'jobs', '.incoming', 'a');
  mkdirSync(halfWritten, {recursive: true});
  writeFileSync(join(halfWritten, 'content'), 'half');
  store.close();
  store = openJobStore(dataDir);
  expect(existsSync(halfWritten)).toBe(false);
});

test('names the unreadable field of a row', async () => {
  await store.add(job('a'), inputs);
  editDatabase("UPDATE jobs SET record = json_remove(record, '$.settings.size')");
  expect(() => store.get('a')).toThrow(/unreadable row, job a.*settings\.size/s);
});

test('reads a result whose loss was not a number', async () => {
  await store.add(doneJob('a'), inputs);
  const {result} = doneJob('a');
  store.update('a', {result: {...result!, loss: Number.NaN}});
  expect(store.get('a')?.result?.loss).toBeNaN();
});

function editDatabase(sql: string): void {
  const database = new Database(join(dataDir, 'jobs.db'));
  database.exec(sql);
  database.close();
}
