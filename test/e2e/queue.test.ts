import {afterAll, beforeAll, expect, test} from 'vitest';
import {
  expectCleanTraffic,
  finished,
  openStudio,
  painting,
  patiently,
  photo,
  quick,
  type Studio,
  slow,
  textOf,
} from './harness.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

test('waiting jobs see their position; cancelled ones, waiting or running, make way for the next', async () => {
  const [mia, noa, zoe] = [
    studio.sandbox.user('mia'),
    studio.sandbox.user('noa'),
    studio.sandbox.user('zoe'),
  ];
  const image = await photo();
  const first = await (await mia.slash('stylize', {image, style: 'kandinsky', ...slow})).response;
  await painting(first);
  const second = await (await noa.slash('stylize', {image, style: 'kandinsky', ...slow})).response;
  await second.waitFor(({content}) => content.includes('position 1'), patiently);
  const third = await (await zoe.slash('stylize', {image, style: 'great-wave', ...quick})).response;
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
  expectCleanTraffic(studio);
});

test('deleting the message of a running job stops the job', async () => {
  const [mia, moderator] = [
    studio.sandbox.user('mia'),
    studio.sandbox.user('moderator', {permissions: ['ManageMessages']}),
  ];
  const message = await painting(
    await (await mia.slash('stylize', {image: await photo(), style: 'kandinsky', ...slow})).response,
  );
  moderator.deleteMessage(message);
  const next = await (await mia.slash('stylize', {image: await photo(), style: 'kandinsky', ...quick}))
    .response;
  await finished(next);
  const [, deleted] = studio.jobs().sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  expect(deleted?.status).toBe('cancelled');
});

test('a user above their cap and a full queue are told so, and nothing is queued', async () => {
  const small = await openStudio({MAX_JOBS_PER_USER: '1', MAX_QUEUE: '1'});
  try {
    const [mia, noa, zoe] = [small.sandbox.user('mia'), small.sandbox.user('noa'), small.sandbox.user('zoe')];
    const image = await photo();
    const running = await painting(
      await (await mia.slash('stylize', {image, style: 'kandinsky', ...slow})).response,
    );
    const overCap = await mia.slash('stylize', {image, style: 'kandinsky', ...quick});
    expect((await overCap.waitForFollowUp(0, patiently)).ephemeral).toBe(true);

    const waiting = await (await noa.slash('stylize', {image, style: 'kandinsky', ...quick})).response;
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
