/** PRIVACY.md names everything that the bot stores: whoever adds a field has to say there what it is for. */
import {mkdtempSync, readFileSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openDrafts} from '../src/jobs/drafts.ts';
import {openDatabase} from '../src/jobs/store/database.ts';
import {rulesSchema} from '../src/jobs/store/guild-rules.ts';
import {jobRecordSchema} from '../src/jobs/store/job-rows.ts';
import {openJobStore, type PersistentJobStore} from '../src/jobs/store/store.ts';
import {jobInputs, jobRecord} from './fixtures/job-record.ts';

const page = readFileSync(new URL('../PRIVACY.md', import.meta.url), 'utf8');

/** The names in backticks in the row of PRIVACY.md that begins with `name`. */
function namedIn(name: string): string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| ${name} |`));
  return [...(row ?? '').slice(name.length + 3).matchAll(/`([^`]+)`/g)].map(([, word]) => word as string);
}

const dataDir = mkdtempSync(join(tmpdir(), 'atelier-privacy-'));
const database = openDatabase(dataDir);
let store: PersistentJobStore;
beforeAll(() => {
  store = openJobStore(dataDir, undefined, database);
});
afterAll(() => store.close());

const namesFrom = (sql: string): string[] =>
  (database.prepare(sql).all() as {name: string}[]).map(({name}) => name);
const tables = namesFrom("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");

describe('PRIVACY.md names', () => {
  test.each(tables)('every column of the table %s', (table) => {
    const columns = namesFrom(`SELECT name FROM pragma_table_xinfo('${table}')`);
    expect(columns.length).toBeGreaterThan(1);
    expect(namedIn(`\`${table}\``).toSorted()).toEqual(columns.toSorted());
  });

  test('no table that is not there', () => {
    const section = page.slice(page.indexOf('| in the database, table |'), page.indexOf('| piece of JSON |'));
    const named = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, table]) => table as string);
    expect(named.toSorted()).toEqual(tables.toSorted());
  });

  test.each([
    ['a `record`', jobRecordSchema],
    ['a server’s `rules`', rulesSchema],
  ])('every field of %s', (name, schema) => {
    expect(namedIn(name.replace('’', "'")).toSorted()).toEqual(Object.keys(schema.shape).toSorted());
  });

  test('every file of a job and of a draft', async () => {
    await store.add(jobRecord('a'), {...jobInputs(), start: new Uint8Array([1])});
    await store.savePicture('a', new Uint8Array([1]));
    const files = namedIn('`jobs/<id>`');
    expect(files).toEqual(expect.arrayContaining(await readdir(join(dataDir, 'jobs', 'a'))));
    expect(files).toEqual(expect.arrayContaining(['frames', 'checkpoint']));
    const picture = new Uint8Array([1]);
    const id = await openDrafts(dataDir).add('1', {given: {}, photo: picture, style: picture});
    expect(namedIn('`drafts/<user>/<id>`').toSorted()).toEqual(
      (await readdir(join(dataDir, 'drafts', '1', id))).toSorted(),
    );
  });
});
