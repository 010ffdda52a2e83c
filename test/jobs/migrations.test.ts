import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'libsql';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {steps} from '../../src/jobs/migrations.ts';
import {openJobStore} from '../../src/jobs/store.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'migrations-'));
});

afterEach(() => rmSync(dataDir, {recursive: true, force: true}));

/** A data folder as version 1 left it: one painted job, one that was waiting, and the files of the first. */
function leaveVersionOne(): void {
  const database = new Database(join(dataDir, 'jobs.db'));
  database.pragma('journal_mode = WAL');
  database.exec(`${steps[0]} PRAGMA user_version = 1;`);
  const insert = database.prepare(
    `INSERT INTO jobs (id, parent_id, owner, status, settings, style_id, style_title, reply_key, created_at, finished_at)
     VALUES (?, ?, 'ann', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const settings = '{"size":512,"quality":"high","strength":1.6,"colors":"keep","seed":7}';
  const title = 'The "Great Wave" by Katsushika Hokusai';
  insert.run(
    'painted',
    'older',
    'done',
    settings,
    'great-wave',
    title,
    'm-1',
    '2024-05-01T10:00:00.000Z',
    '2024-05-01T10:01:00.000Z',
  );
  insert.run(
    'waiting',
    null,
    'accepted',
    settings,
    'custom',
    'an attached image',
    null,
    '2024-05-01T11:00:00.000Z',
    null,
  );
  database.close();
  const folder = join(dataDir, 'jobs', 'painted');
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'content'), 'photo');
  writeFileSync(join(folder, 'style'), 'painting');
}

test('a database of version 1 keeps its jobs, their styles and their images', async () => {
  leaveVersionOne();
  const store = openJobStore(dataDir);
  expect(store.findByReplyKey('m-1')).toEqual({
    id: 'painted',
    parentId: 'older',
    owner: 'ann',
    status: 'done',
    settings: {size: 512, quality: 'high', strength: 1.6, styleScale: 1, colors: 'keep', seed: 7},
    styles: [{id: 'great-wave', title: 'The "Great Wave" by Katsushika Hokusai', weight: 1}],
    channelId: '',
    locale: 'en-US',
    spoiler: false,
    ephemeral: false,
    replyKey: 'm-1',
    attempts: 0,
    createdAt: '2024-05-01T10:00:00.000Z',
    finishedAt: '2024-05-01T10:01:00.000Z',
    toldAt: '2024-05-01T10:01:00.000Z',
  });
  const {content, styles} = await store.readInputs('painted');
  expect([content, ...styles].map(String)).toEqual(['photo', 'painting']);
  store.close();
});

test('of a database of version 1, only what had not ended counts as unfinished', () => {
  leaveVersionOne();
  const store = openJobStore(dataDir);
  expect(store.listUnfinished().map(({id}) => id)).toEqual(['waiting']);
  store.close();
});

test('every step runs once, also when the store is opened again', () => {
  leaveVersionOne();
  for (let time = 0; time < 2; time++) openJobStore(dataDir).close();
  const database = new Database(join(dataDir, 'jobs.db'));
  expect(database.pragma('user_version')).toEqual([{user_version: steps.length}]);
  database.close();
});
