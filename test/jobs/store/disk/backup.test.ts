import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {backUp} from '../../../../src/jobs/store/disk/backup.ts';
import {openJobStore, type PersistentJobStore} from '../../../../src/jobs/store/store.ts';
import {jobInputs, jobRecord, painted} from '../../../fixtures/job-record.ts';
import {jobsIn} from '../../../fixtures/jobs-in.ts';

let folder: string;
let dataDir: string;
let target: string;
let store: PersistentJobStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "backup's-"));
  [dataDir, target] = [join(folder, 'data'), join(folder, 'kept/monday')];
  store = openJobStore(dataDir);
});
afterEach(() => {
  store.close();
  rmSync(folder, {recursive: true, force: true});
});

test('everything comes back from a backup made while the store was open and written to', async () => {
  const many = Array.from({length: 25}, (_, index) => `job-${index}`);
  for (const id of many) await store.add(jobRecord(id), jobInputs());
  store.update('job-7', painted());
  await store.savePicture('job-7', new Uint8Array([7, 7]));
  const frames = store.openFrames('job-7');
  frames.add(new Uint8Array([1]));
  await frames.settled();
  mkdirSync(join(dataDir, 'styles/42'), {recursive: true});
  writeFileSync(join(dataDir, 'styles/42/catalogue.json'), '[]');

  // Changes go on meanwhile: jobs come, go and end.
  let busy = true;
  const writing = (async () => {
    for (let turn = 0; busy; turn += 1) {
      await store.add(jobRecord(`late-${turn}`), jobInputs());
      store.update('job-8', {note: `turn ${turn}`});
      if (turn > 3) await store.delete(`late-${turn - 3}`);
    }
  })();
  const made = await backUp(dataDir, target);
  busy = false;
  await writing;

  expect(made.jobs).toBeGreaterThanOrEqual(many.length);
  store.close();
  rmSync(dataDir, {recursive: true});
  store = openJobStore(target);
  for (const id of many) {
    const {content, styles} = await store.readInputs(id);
    expect([...content, ...(styles[0] ?? [])]).toEqual([1, 2, 3, 4, 5]);
  }
  expect(store.get('job-7')).toMatchObject({status: 'done'});
  expect(await store.readPicture('job-7')).toEqual(Buffer.from([7, 7]));
  expect((await store.readFrames('job-7')).map((frame) => [...frame])).toEqual([[1]]);
  expect(readFileSync(join(target, 'styles/42/catalogue.json'), 'utf8')).toBe('[]');
  // No files of jobs that the copied database does not know.
  const known = jobsIn(target).map(({id}) => id);
  expect(readdirSync(join(target, 'jobs')).filter((id) => !known.includes(id))).toEqual([]);
});

test('what is in the write-ahead log only is in the backup too, and the original is not changed', async () => {
  await store.add(jobRecord('one'), jobInputs());
  const before = readFileSync(join(dataDir, 'jobs.db'));
  await backUp(dataDir, target);
  expect(readFileSync(join(dataDir, 'jobs.db')).equals(before)).toBe(true);
  expect(jobsIn(target).map(({id}) => id)).toEqual(['one']);
});

test('a folder that holds something is refused, an empty one is taken', async () => {
  mkdirSync(target, {recursive: true});
  writeFileSync(join(target, 'precious'), '');
  await expect(backUp(dataDir, target)).rejects.toThrow(/new or empty folder, but .* holds something/);
  expect(readdirSync(target)).toEqual(['precious']);
  rmSync(join(target, 'precious'));
  await backUp(dataDir, target);
  expect(readdirSync(target)).toContain('jobs.db');
});

test('a backup that fails leaves nothing that looks like one', async () => {
  await store.add(jobRecord('one'), jobInputs());
  rmSync(join(dataDir, 'jobs/one'), {recursive: true});
  writeFileSync(join(dataDir, 'jobs/one'), 'a file where a folder should be');
  await expect(backUp(dataDir, target)).rejects.toThrow('ENOTDIR');
  expect(readdirSync(join(folder, 'kept'))).toEqual([]);
});

test('a folder without a bot’s data is named', async () => {
  await expect(backUp(join(folder, 'elsewhere'), target)).rejects.toThrow(
    `there is no bot's data in ${join(folder, 'elsewhere')}`,
  );
});

test('a half-written file is left out', async () => {
  await store.add(jobRecord('one'), jobInputs());
  writeFileSync(join(dataDir, 'jobs/one/picture.123.partial'), 'half');
  await backUp(dataDir, target);
  expect(readdirSync(join(target, 'jobs/one')).sort()).toEqual(['content', 'style']);
});

test.skipIf(process.platform === 'win32')('only the one who made it can read it', async () => {
  await store.add(jobRecord('one'), jobInputs());
  chmodSync(join(dataDir, 'jobs/one/content'), 0o644);
  await backUp(dataDir, target);
  const modes = ['.', 'jobs.db', 'jobs/one', 'jobs/one/content'].map((name) =>
    (statSync(join(target, name)).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(['700', expect.stringMatching(/^6/), '700', '600']);
});
