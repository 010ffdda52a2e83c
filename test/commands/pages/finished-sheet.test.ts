import sharp from 'sharp';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createFinishedSheets} from '../../../src/commands/pages/finished-sheet.ts';
import {wordsFor} from '../../../src/commands/words/words.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';
import {type Bench, openBench} from '../fake-services.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(() => bench.close());

/** Left half black, right half white. */
async function halves(): Promise<Uint8Array> {
  const white = await sharp({create: {width: 100, height: 200, channels: 3, background: 'white'}})
    .png()
    .toBuffer();
  return sharp({create: {width: 200, height: 200, channels: 3, background: 'black'}})
    .composite([{input: white, left: 100, top: 0}])
    .png()
    .toBuffer();
}

async function finished(id: string, change: Partial<JobRecord> = {}, picture = true): Promise<JobRecord> {
  await bench.store.add(jobRecord(id, {...painted(), ...change}), jobInputs());
  if (picture) await bench.store.savePicture(id, await halves());
  return bench.store.get(id) as JobRecord;
}

async function sheetOf(jobs: readonly JobRecord[]) {
  const sheet = await createFinishedSheets(bench.services)(jobs, wordsFor('en-US'));
  return sheet && {image: sharp(sheet.attachment as Buffer), alt: sheet.description ?? ''};
}

test('shows the first five finished pictures side by side, numbered as in the list', async () => {
  const jobs = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => finished(id)));
  const sheet = await sheetOf(jobs);
  expect(await sheet?.image.metadata()).toMatchObject({format: 'jpeg', width: 636, height: 132});
  expect(sheet?.alt.split('; ').map((name) => name.slice(0, 2))).toEqual(['1:', '2:', '3:', '4:', '5:']);
});

test('ends before the first picture that is no longer stored, so that the numbers stay right', async () => {
  const jobs = [await finished('a'), await finished('b', {}, false), await finished('c')];
  expect((await sheetOf(jobs))?.alt).toMatch(/^1: [^;]+$/);
  expect(await sheetOf(jobs.slice(1))).toBeUndefined();
  expect(await sheetOf([])).toBeUndefined();
});

test('hides what a spoiler shows', async () => {
  const edgeOf = async (spoiler: boolean) => {
    const sheet = await sheetOf([await finished(`${spoiler}`, {spoiler})]);
    const row = {left: 63, top: 66, width: 6, height: 1};
    const grey = await sheet?.image.extract(row).greyscale().raw().toBuffer();
    return Math.max(...(grey ?? [])) - Math.min(...(grey ?? []));
  };
  expect(await edgeOf(false)).toBeGreaterThan(200);
  expect(await edgeOf(true)).toBeLessThan(80);
});
