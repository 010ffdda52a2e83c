/** A bot loses its data folder and goes on from a backup that was made while it painted. */
import {execFile} from 'node:child_process';
import {mkdtemp, readdir, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect} from 'vitest';
import {serializeEncoder} from '../../src/nst/encoders/encoder-file.ts';
import {jobsIn} from '../fixtures/jobs-in.ts';
import {tinyEncoder} from '../fixtures/weights.ts';
import {finished, painting, patiently, quick, settingsLasting, studioTest} from './harness.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const test = studioTest();

test('after the folder is lost, finished pictures still have their buttons and unfinished ones are painted', async ({
  studio,
  mia,
  noa,
}) => {
  const lasting = await settingsLasting(studio, 30);
  const old = await finished(await studio.order(mia, quick));
  const under = await painting(await studio.order(noa, lasting));
  const waiting = await studio.order(mia, quick);
  await waiting.waitFor(({content}) => content.includes('Next in line'), patiently);

  const place = await mkdtemp(join(tmpdir(), 'atelier-kept-'));
  const target = join(place, 'backup');
  const made = await promisify(execFile)('npm', ['run', '--silent', 'backup', '--', target], {
    cwd: repository,
    env: {PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: studio.dataDir},
  });
  expect(made.stderr).toBe('');
  expect(made.stdout).toMatch(/^4 jobs, \d+ files, /);

  expect(jobsIn(target).map(({status}) => status)).toEqual(['done', 'done', 'running', 'accepted']);

  await studio.bot.kill();
  await rm(studio.dataDir, {recursive: true});
  await rename(target, studio.dataDir);
  expect(await readdir(studio.dataDir)).not.toContain('lock.db');
  // The operator's own file, which the settings name; a backup does not hold it.
  await writeFile(join(studio.dataDir, 'tiny.safetensors'), serializeEncoder(tinyEncoder()));
  await studio.restart('kill');

  await under.waitFor(({content}) => content.includes('I’m back after a restart'), patiently);
  await painting(under);
  noa.click(under, {label: 'Cancel'});
  const again = await mia.click(old, {label: 'Again'}).response;
  await finished(waiting);
  await finished(again);
  expect(studio.jobs().map(({status}) => status)).toEqual(['done', 'done', 'cancelled', 'done', 'done']);
  await rm(place, {recursive: true});
}, 400_000);
