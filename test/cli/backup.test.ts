import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {backup} from '../../src/cli/backup.ts';
import {openJobStore} from '../../src/jobs/store/store.ts';
import {jobInputs, jobRecord} from '../fixtures/job-record.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-backup-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, {recursive: true});
});

test.each([
  [0, '0 jobs'],
  [1, '1 job'],
  [2, '2 jobs'],
])('with %d in the store, it says that it copied %s', async (jobs, words) => {
  const dataDir = join(folder, 'data');
  const store = openJobStore(dataDir);
  for (let index = 0; index < jobs; index += 1) await store.add(jobRecord(`job-${index}`), jobInputs());
  store.close();
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await backup([join(folder, 'copy')], {DATA_DIR: dataDir});
  expect(said.mock.calls.join('')).toMatch(new RegExp(`^${words}, \\d+ files?, `));
});
