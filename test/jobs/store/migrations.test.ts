import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'libsql';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {steps} from '../../../src/jobs/store/migrations.ts';
import {openJobStore} from '../../../src/jobs/store/store.ts';
import {jobsIn} from '../../fixtures/jobs-in.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'migrations-'));
});

afterEach(() => rmSync(dataDir, {recursive: true, force: true}));

/** A data folder as version 1 left it: a painted job with its files, and a waiting job. */
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
    settings: {
      size: 512,
      quality: 'high',
      strength: 1.6,
      styleScale: 1,
      colors: 'keep',
      subject: 'auto',
      seed: 7,
    },
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

test('only jobs that had not ended are unfinished in a database of version 1', () => {
  leaveVersionOne();
  const store = openJobStore(dataDir);
  expect(store.listUnfinished().map(({id}) => id)).toEqual(['waiting']);
  store.close();
});

const versionFour = readFileSync(new URL('../../fixtures/jobs-version-4.sql', import.meta.url), 'utf8');

function inDatabase<Result>(work: (database: Database.Database) => Result): Result {
  const database = new Database(join(dataDir, 'jobs.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** The readable rows of `jobs-version-4.sql` as version 4 read them, oldest first. */
const jobsOfVersionFour: JobRecord[] = (() => {
  const kandinsky = [{id: 'kandinsky', title: 'Composition VII', weight: 1}];
  const standard = {
    size: 512,
    quality: 'standard',
    strength: 1,
    styleScale: 1,
    colors: 'style',
    subject: 'auto',
    seed: 3,
  } as const;
  const high = {
    ...standard,
    quality: 'high',
    strength: 1.6,
    styleScale: 0.5,
    colors: 'keep',
    seed: 7,
  } as const;
  const plain = {channelId: 'channel', locale: 'en-US', spoiler: false, ephemeral: false, attempts: 0};
  return [
    {
      id: 'painted',
      parentId: 'older',
      owner: 'ann',
      status: 'done',
      settings: high,
      styles: [
        {id: 'great-wave', title: 'The "Great Wave" by Katsushika Hokusai', weight: 2},
        {id: 'custom', title: 'hình đính kèm 🎨', weight: 1},
      ],
      guildId: 'guild',
      channelId: 'channel',
      locale: 'vi',
      spoiler: true,
      ephemeral: true,
      note: "with 'more' style",
      reply: {
        applicationId: 'app',
        replyTo: 'question',
        botMayEdit: true,
        canReact: false,
        uploadLimitBytes: 1000,
      },
      replyKey: 'message-1',
      kept: {channelId: 'gallery', messageId: 'message-2'},
      attempts: 2,
      createdAt: '2024-05-01T10:00:00.000Z',
      finishedAt: '2024-05-01T10:01:00.000Z',
      toldAt: '2024-05-01T10:01:01.000Z',
      result: {
        settings: high,
        seconds: 12.5,
        secondsPerEvaluation: 0.1,
        evaluations: 120,
        pixelIterations: 31_457_280,
        width: 512,
        height: 384,
        device: 'cpu',
        encoder: 'vgg19',
        loss: Number.NaN,
        terms: {content: Number.NaN, style: 1e-7},
        tiles: 4,
        peakRssMb: 900,
      },
    },
    {
      ...plain,
      id: 'waiting',
      owner: 'ann',
      status: 'accepted',
      settings: {...standard, size: 256, quality: 'draft', colors: 'match', seed: 0},
      styles: [{id: 'custom', title: 'an attached image', weight: 1}],
      createdAt: '2024-05-01T11:00:00.000Z',
    },
    {
      ...plain,
      id: 'running',
      owner: 'bob',
      status: 'running',
      settings: standard,
      styles: kandinsky,
      reply: {
        applicationId: 'app',
        token: {value: 'tOkEn-of-running', expiresAt: '2124-05-01T11:15:00.000Z'},
        botMayEdit: false,
        canReact: true,
        uploadLimitBytes: 10_000_000,
      },
      replyKey: 'message-3',
      attempts: 2,
      createdAt: '2024-05-01T11:00:00.000Z',
    },
    {
      ...plain,
      id: 'failed',
      parentId: 'painted',
      owner: 'bob',
      status: 'failed',
      settings: standard,
      styles: kandinsky,
      guildId: 'guild',
      attempts: 2,
      createdAt: '2024-05-01T12:00:00.000Z',
      finishedAt: '2024-05-01T12:02:00.000Z',
      failure: 'It said: "no memory",\ntwice.',
    },
    {
      ...plain,
      id: 'cancelled',
      owner: 'ann',
      status: 'cancelled',
      settings: standard,
      styles: kandinsky,
      channelId: '',
      reply: {botMayEdit: true, canReact: true, uploadLimitBytes: 1},
      createdAt: '2024-05-01T13:00:00.000Z',
      finishedAt: '2024-05-01T13:00:01.000Z',
      toldAt: '2024-05-01T13:00:02.000Z',
    },
  ];
})();

describe('a database of version 4', () => {
  beforeEach(() => {
    inDatabase((database) => database.exec(versionFour));
  });

  test('keeps every job as it was, and still finds it by the same keys', () => {
    const store = openJobStore(dataDir, () => {});
    const [painted, waiting, running, failed, cancelled] = jobsOfVersionFour;
    for (const job of jobsOfVersionFour) expect(store.get(job.id)).toStrictEqual(job);
    expect(store.findByReplyKey('message-3')).toEqual(running);
    expect(store.ofOwner('ann')).toEqual([cancelled, waiting, painted]);
    expect(store.list({status: 'failed'})).toEqual([failed]);
    expect(store.listUnfinished()).toEqual([waiting, running, failed]);
    expect([...store.lastTurns()].sort()).toEqual([
      ['ann', painted?.finishedAt],
      ['bob', failed?.finishedAt],
    ]);
    store.close();
  });

  test('loses only the jobs with unreadable rows, before and after', async () => {
    const reports: string[] = [];
    const store = openJobStore(dataDir, ({message}) => reports.push(message));
    expect(store.ofOwner('eve')).toEqual([]);
    expect(reports).toEqual([
      expect.stringMatching(/unreadable row, job ancient.*settings\.size/s),
      expect.stringMatching(/unreadable row, job damaged.*settings/s),
    ]);
    expect(await store.forget('eve')).toBe(2);
    store.close();
  });

  test('keeps no copy of a token that is erased later', () => {
    const store = openJobStore(dataDir, () => {});
    store.dropExpiredTokens(new Date('2124-05-01T11:15:00.000Z'));
    expect(store.get('running')?.reply).not.toHaveProperty('token');
    store.close();
    expect(readFileSync(join(dataDir, 'jobs.db'), 'latin1')).not.toContain('tOkEn-of-running');
  });

  test('stays as it was if the new table cannot be made', () => {
    inDatabase((database) => database.exec('CREATE TABLE records (in_the_way TEXT)'));
    expect(() => openJobStore(dataDir)).toThrow(/records/);
    inDatabase((database) => {
      expect(database.pragma('user_version')).toEqual([{user_version: 4}]);
      expect(database.prepare('SELECT settings FROM jobs').all()).toHaveLength(7);
      database.exec('DROP TABLE records');
    });
    openJobStore(dataDir).close();
    expect(() => jobsIn(dataDir)).toThrow(/job damaged/);
  });
});

test('every step runs once, even if the store is opened again', () => {
  leaveVersionOne();
  for (let time = 0; time < 2; time++) openJobStore(dataDir).close();
  const database = new Database(join(dataDir, 'jobs.db'));
  expect(database.pragma('user_version')).toEqual([{user_version: steps.length}]);
  database.close();
});

test('a database that a newer program has written is refused in one sentence, and stays as it is', () => {
  openJobStore(dataDir).close();
  inDatabase((database) => database.exec(`PRAGMA user_version = ${steps.length + 3}`));
  const before = readFileSync(join(dataDir, 'jobs.db'));
  const known = `version ${steps.length + 3}, this program knows versions up to ${steps.length}`;
  expect(() => openJobStore(dataDir)).toThrow(
    expect.objectContaining({
      code: 'BAD_CONFIG',
      message: expect.stringMatching(
        new RegExp(`newer Atelier .* ${known}\\. Start the newer program .*upgrading`),
      ),
    }),
  );
  expect(readFileSync(join(dataDir, 'jobs.db'))).toEqual(before);
});
