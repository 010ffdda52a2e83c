import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openJobStore, type PersistentJobStore} from '../../src/jobs/store/store.ts';
import {jobInputs, jobRecord, painted} from '../fixtures/job-record.ts';

let dataDir: string;
let store: PersistentJobStore;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-traces-'));
  store = openJobStore(dataDir);
});
afterEach(async () => {
  store.close();
  await rm(dataDir, {recursive: true});
});

const kept = {channelId: 'gallery', messageId: 'copy'};
const shown = (id: string) =>
  jobRecord(id, {...painted(), toldAt: '2024-05-01T10:01:00.000Z', replyKey: `of-${id}`});

test('a forgotten job leaves whose its messages are, and nothing else', async () => {
  await store.add({...shown('a'), guildId: '5', kept, note: 'a note'}, jobInputs());
  await store.add({...shown('b'), owner: 'bob'}, jobInputs());
  expect(await store.forget('ann')).toBe(1);
  const trace = {jobId: 'a', owner: 'ann', guildId: '5', locale: 'en-US'};
  expect(store.traces.of({owner: 'ann'})).toEqual([
    {...trace, messageId: 'of-a', channelId: 'channel'},
    {...trace, messageId: 'copy', channelId: 'gallery'},
  ]);
  expect(store.traces.of({messageId: 'copy'})).toHaveLength(1);
  expect(store.traces.of({jobId: 'b'})).toEqual([]);
  store.close();
  store = openJobStore(dataDir);
  expect(store.traces.of({jobId: 'a'})).toHaveLength(2);
  store.traces.drop('copy');
  expect(store.traces.of({jobId: 'a'}).map(({messageId}) => messageId)).toEqual(['of-a']);
});

test('so does one that grew too old; one that was deleted leaves nothing', async () => {
  for (const id of ['old', 'gone']) await store.add(shown(id), jobInputs());
  await store.delete('gone');
  expect(await store.deleteOld(new Date())).toBe(1);
  expect(store.traces.of({owner: 'ann'}).map(({jobId}) => jobId)).toEqual(['old']);
});

test('a copy in the gallery can be taken off the record', async () => {
  await store.add({...shown('a'), kept}, jobInputs());
  store.update('a', {spoiler: true});
  expect(store.get('a')?.kept).toEqual(kept);
  store.update('a', {kept: undefined});
  expect(store.get('a')).toEqual({...shown('a'), spoiler: true});
});
