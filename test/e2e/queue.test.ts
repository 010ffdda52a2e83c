import {expect} from 'vitest';
import {
  finished,
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
  await second.waitFor(({content}) => content.includes('position 1'), patiently);
  const third = await studio.order(zoe);
  await third.waitFor(({content}) => content.includes('position 2'), patiently);

  noa.click(second, {label: 'Cancel'});
  await second.waitFor(({content}) => content.includes('Cancelled'), patiently);
  await third.waitFor(({content}) => content.includes('position 1'), patiently);

  const refusal = await zoe.click(first, {label: 'Cancel'}).response;
  expect(refusal.ephemeral).toBe(true);
  mia.click(first, {label: 'Cancel'});
  await first.waitFor(({content}) => content.includes('Cancelled'), patiently);
  await finished(third);

  const again = await noa.click(second, {emoji: '🔁'}).response;
  await again.waitFor(({content}) => content.includes('step') || content.includes('position'), patiently);
  noa.click(again, {label: 'Cancel'});
  await again.waitFor(({content}) => content.includes('Cancelled'), patiently);
  const statuses = studio.jobs().map(({status}) => status);
  expect(statuses.filter((status) => status === 'cancelled')).toHaveLength(3);
  expect(statuses.filter((status) => status === 'done')).toHaveLength(1);
});

test('deleting the message of a running job stops the job', async ({studio, mia}) => {
  const moderator = studio.sandbox.user('moderator', {permissions: ['ManageMessages']});
  const message = await painting(await studio.order(mia, slow));
  moderator.deleteMessage(message);
  await finished(await studio.order(mia));
  const [, deleted] = studio.jobs().sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  expect(deleted?.status).toBe('cancelled');
});

test('a user above their cap or facing a full queue is told so, and nothing is queued', async () => {
  const small = await openStudio({MAX_JOBS_PER_USER: '1', MAX_QUEUE: '1'});
  try {
    const [mia, noa, zoe] = [small.sandbox.user('mia'), small.sandbox.user('noa'), small.sandbox.user('zoe')];
    const image = await photo();
    const running = await painting(await small.order(mia, slow));
    const overCap = await mia.slash('stylize', {image, style: 'kandinsky', ...quick});
    expect((await overCap.waitForFollowUp(0, patiently)).ephemeral).toBe(true);

    const waiting = await small.order(noa);
    await waiting.waitFor(({content}) => content.includes('position 1'), patiently);
    const full = await zoe.slash('stylize', {image, style: 'kandinsky', ...quick});
    expect(textOf(await full.waitForFollowUp(0, patiently))).toMatch(/queue|full/i);

    mia.click(running, {label: 'Cancel'});
    await finished(waiting);
    expect(small.jobs().filter(({status}) => status === 'done')).toHaveLength(1);
  } finally {
    await small.close();
  }
});
