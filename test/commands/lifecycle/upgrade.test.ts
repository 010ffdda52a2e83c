/** Databases of earlier versions, with jobs under way: what people were promised then, they get from this version. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'libsql';
import {afterEach, expect, test} from 'vitest';
import {resumeJobs} from '../../../src/commands/lifecycle/resume-jobs.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {toRow} from '../../../src/jobs/store/job-rows.ts';
import {steps} from '../../../src/jobs/store/migrations.ts';
import {jobRecord, painted} from '../../fixtures/job-record.ts';
import {type Bench, openBench} from '../fake-services.ts';

let bench: Bench;
afterEach(() => bench.close());

function write(dataDir: string, fill: (database: Database.Database) => void): void {
  const database = new Database(join(dataDir, 'jobs.db'));
  database.pragma('journal_mode = WAL');
  fill(database);
  database.close();
}

function leaveFiles(dataDir: string, id: string, more: Record<string, string> = {}): void {
  const folder = join(dataDir, 'jobs', id);
  mkdirSync(folder, {recursive: true});
  for (const [name, text] of Object.entries({content: 'photo', style: 'painting', ...more}))
    writeFileSync(join(folder, name), text);
}

async function allTold(): Promise<void> {
  resumeJobs(bench.services, bench.store);
  await expect.poll(() => bench.store.listUnfinished(), {timeout: 10_000}).toEqual([]);
}

const lastWords = (key: string): string | undefined =>
  bench.discord.edits.findLast(({route}) => route.endsWith(`/${key}`))?.body.content;

/** Each with its message, in the state in which the last version would have left it at its end. */
const {reply} = painted();
const left: JobRecord[] = [
  jobRecord('told', {...painted(), replyKey: 'm-told', toldAt: '2024-05-01T10:02:00.000Z'}),
  jobRecord('running', {status: 'running', attempts: 1, reply, replyKey: 'm-running'}),
  jobRecord('waiting', {owner: 'bob', reply, replyKey: 'm-waiting'}),
];

test('jobs of the last version, with the tables it had, are painted and told after the upgrade', async () => {
  bench = await openBench([], (dataDir) => {
    write(dataDir, (database) => {
      for (const step of steps.slice(0, -1)) database.exec(step);
      database.exec(`PRAGMA user_version = ${steps.length - 1}`);
      const insert = database.prepare('INSERT INTO jobs (id, record, token) VALUES (:id, :record, :token)');
      for (const job of left) {
        insert.run(toRow(job));
        leaveFiles(dataDir, job.id, job.id === 'told' ? {picture: 'the picture'} : {});
      }
      database.exec(`INSERT INTO guild_rules VALUES ('guild', '{"maxSize":300}')`);
      database.exec(`INSERT INTO charges VALUES ('waiting', 'bob', NULL, '2024-05-01T10:00:00.000Z')`);
    });
  });
  await allTold();
  for (const [id, attempts] of [
    ['running', 2],
    ['waiting', 1],
  ] as const) {
    expect(bench.store.get(id)).toMatchObject({status: 'done', attempts});
    expect(lastWords(`m-${id}`)).toContain('48 × 32');
  }
  expect(bench.store.findByReplyKey('m-told')).toEqual(left[0]);
  expect(String(await bench.store.readPicture('told'))).toBe('the picture');
  expect(bench.services.guildRules.of('guild')).toMatchObject({maxSize: 300});
});

test('a job that version 4 was painting goes on, and those whose message cannot be reached end', async () => {
  const versionFour = readFileSync(new URL('../../fixtures/jobs-version-4.sql', import.meta.url), 'utf8');
  bench = await openBench([], (dataDir) => {
    write(dataDir, (database) => {
      database.exec(versionFour);
      database.exec(`DELETE FROM jobs WHERE id IN ('ancient', 'damaged')`);
      const soon = new Date(Date.now() + 600_000).toISOString();
      database.prepare('UPDATE jobs SET token_expires_at = ? WHERE token IS NOT NULL').run(soon);
    });
    leaveFiles(dataDir, 'running');
  });
  await allTold();
  expect(bench.store.get('running')).toMatchObject({status: 'done', attempts: 3});
  expect(bench.store.get('waiting')).toMatchObject({status: 'failed', failure: 'the bot restarted'});
});
