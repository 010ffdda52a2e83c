import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {
  chosen,
  finished,
  isPainting,
  openStudio,
  painting,
  patiently,
  photo,
  quick,
  slow,
  studioTest,
  textOf,
} from './harness.ts';

const test = studioTest();

test('waiting jobs show their position; cancelled ones, waiting or running, make way for the next', async ({
  studio,
  mia,
  noa,
  zoe,
}) => {
  const first = await painting(await studio.order(mia, slow));
  const second = await studio.order(noa, slow);
  await second.waitFor(({content}) => content.includes('Next in line'), patiently);
  const third = await studio.order(zoe);
  await third.waitFor(({content}) => content.includes('Number 2 in line'), patiently);

  noa.click(second, {label: 'Cancel'});
  await second.waitFor(({content}) => content.includes('Cancelled'), patiently);
  await third.waitFor(({content}) => content.includes('Next in line'), patiently);

  const refusal = await zoe.click(first, {label: 'Cancel'}).response;
  expect(refusal.ephemeral).toBe(true);
  mia.click(first, {label: 'Cancel'});
  await first.waitFor(({content}) => content.includes('Cancelled'), patiently);
  await finished(third);

  const again = await noa.click(second, {emoji: '🔁'}).response;
  await again.waitFor(({content}) => isPainting(content) || content.includes('in line'), patiently);
  noa.click(again, {label: 'Cancel'});
  await again.waitFor(({content}) => content.includes('Cancelled'), patiently);
  const statuses = studio.jobs().map(({status}) => status);
  expect(statuses.filter((status) => status === 'cancelled')).toHaveLength(3);
  expect(statuses.filter((status) => status === 'done')).toHaveLength(1);
});

test('deleting the message of a running job stops the job and deletes its files', async ({studio, mia}) => {
  const moderator = studio.sandbox.user('moderator', {permissions: ['ManageMessages']});
  const message = await painting(await studio.order(mia, slow));
  const {id} = studio.jobOf(message);
  moderator.deleteMessage(message);
  await finished(await studio.order(mia));
  expect(studio.jobs().map((job) => job.id)).not.toContain(id);
  expect(existsSync(join(studio.dataDir, 'jobs', id))).toBe(false);
});

test('a user above their cap or facing a full queue is told so; one press makes room and goes on', async () => {
  const small = await openStudio({MAX_JOBS_PER_USER: '1', MAX_QUEUE: '1'});
  try {
    const [mia, noa, zoe] = [small.sandbox.user('mia'), small.sandbox.user('noa'), small.sandbox.user('zoe')];
    const image = await photo();
    const running = await painting(await small.order(mia, slow));
    const overCap = await mia.slash('stylize', {image, style: 'great-wave', strength: 2.5, ...quick});
    const refusal = await overCap.response;
    await refusal.waitFor(({content}) => content.startsWith('You already have a picture'), patiently);
    expect(refusal.ephemeral).toBe(true);
    expect(textOf(refusal)).toMatch(
      /^You already have a picture in progress \(limit 1\)\. Cancel one to make room:\n1\. Composition VIII .*: being painted$/,
    );

    const waiting = await small.order(noa);
    await waiting.waitFor(({content}) => content.includes('Next in line'), patiently);
    const asked = await zoe.slash('stylize', {image, style: 'kandinsky', strength: 3, ...quick});
    const full = await asked.response;
    await full.waitFor(
      ({content}) =>
        /^The queue is full\..* I’ve kept your order; press the button when it’s time\.$/.test(content),
      patiently,
    );
    expect(full.ephemeral).toBe(true);
    await zoe.click(full, {label: 'Try again'}).waitForAcknowledgement(patiently);

    noa.click(waiting, {label: 'Cancel'});
    await waiting.waitFor(({content}) => content.includes('Cancelled'), patiently);
    const kept = await chosen(zoe, full, {label: 'Try again'});
    await kept.waitFor(({content}) => content.includes('Next in line'), patiently);
    expect(small.jobOf(kept).settings).toMatchObject({strength: 3});
    zoe.click(kept, {label: 'Cancel'});
    await kept.waitFor(({content}) => content.includes('Cancelled'), patiently);
    await expect.poll(() => full.deleted).toBe(true);
    const wanted = await finished(await chosen(mia, refusal, {label: 'Cancel no. 1'}));
    expect(textOf(running)).toContain('Cancelled');
    expect(small.jobOf(wanted)).toMatchObject({styles: [{id: 'great-wave'}], settings: {strength: 2.5}});
    expect(small.jobs().filter(({status}) => status === 'done')).toHaveLength(1);
  } finally {
    await small.close();
  }
});
