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

/** The process that paints now. */
function rendererPid(): number {
  const started = studio.bot.lines.filter(({fields}) => fields.msg === 'render process started');
  return Number(started.at(-1)?.fields.renderer);
}

test('a render process killed mid-job is replaced: the job is painted after all, and so is the next', async () => {
  const mia = studio.sandbox.user('mia');
  const message = await painting(
    await (await mia.slash('stylize', {image: await photo(), style: 'kandinsky', size: 256, quality: 'high'}))
      .response,
  );
  const killed = rendererPid();
  process.kill(killed, 'SIGKILL');
  await finished(message);
  expect(rendererPid()).not.toBe(killed);
  await finished(
    await (await mia.slash('stylize', {image: await photo(), style: 'kandinsky', ...quick})).response,
  );
  expectCleanTraffic(studio);
});

test('a render process killed twice costs the job, not the bot: the user reads what happened and may try again', async () => {
  const mia = studio.sandbox.user('mia');
  const image = await photo();
  const message = await painting(
    await (await mia.slash('stylize', {image, style: 'kandinsky', ...slow})).response,
  );
  const ready = () => studio.bot.lines.filter(({fields}) => fields.msg === 'render process ready').length;
  const before = ready();
  process.kill(rendererPid(), 'SIGKILL');
  await studio.bot.waitForLine(() => ready() > before, {
    ...patiently,
    description: 'the second attempt began',
  });
  process.kill(rendererPid(), 'SIGKILL');
  await message.waitFor(({components}) => JSON.stringify(components).includes(':again:'), patiently);
  expect(textOf(message)).toMatch(/broke off on my side/);

  const again = await mia.click(message, {emoji: '🔁'}).response;
  await painting(again);
  mia.click(again, {label: 'Cancel'});
  await again.waitFor(({content}) => content.includes('Cancelled'), patiently);
  expectCleanTraffic(studio);
});

test('a burst of 429s and server errors delays frames, never the picture', async () => {
  const mia = studio.sandbox.user('mia');
  const message = await painting(
    await (await mia.slash('stylize', {image: await photo(), style: 'kandinsky', size: 384, quality: 'high'}))
      .response,
  );
  studio.sandbox.faults.rateLimit('PATCH /webhooks/*', {times: 4, retryAfterMs: 1500, scope: 'shared'});
  studio.sandbox.faults.serverError('PATCH /webhooks/*', {times: 2});
  await finished(message);
  expect(message.current.attachments).toHaveLength(1);
  expectCleanTraffic(studio);
});

test('a picture that takes longer than the interaction token lives is finished with the bot token', async () => {
  const mia = studio.sandbox.user('mia');
  const message = await painting(
    await (await mia.slash('stylize', {image: await photo(), style: 'kandinsky', ...slow})).response,
  );
  studio.sandbox.clock.advance(16 * 60_000);
  await finished(message);
  expect(message.current.attachments).toHaveLength(1);
  expectCleanTraffic(studio);
});

test('a dropped gateway connection is resumed and no command is lost', async () => {
  const mia = studio.sandbox.user('mia');
  const message = await finished(
    await (await mia.slash('stylize', {image: await photo(), style: 'kandinsky', ...quick})).response,
  );
  studio.sandbox.gateway.drop({resumable: true});
  mia.react(message, '➖');
  await finished(
    await studio.sandbox.channel('general').waitForMessage(() => true, {after: message, ...patiently}),
  );
});

test('buttons and reactions of a picture from before a restart still work', async () => {
  const mia = studio.sandbox.user('mia');
  const message = await finished(
    await (await mia.slash('stylize', {image: await photo(), style: 'starry-night', ...quick})).response,
  );
  await studio.restart('kill');
  await finished(await mia.click(message, {emoji: '🔁'}).response);
  mia.react(message, '➕');
  await studio.sandbox
    .channel('general')
    .waitForMessage(({content}) => content.includes('strength 1.6'), {after: message, ...patiently});
  expectCleanTraffic(studio);
});

test('a reaction in direct messages still counts after a restart, when the bot has nothing cached', async () => {
  const mia = studio.sandbox.user('mia');
  const options = {image: await photo(), style: 'kandinsky', ...quick};
  const message = await finished(await (await mia.slash('stylize', options, {dm: true})).response);
  await studio.restart('stop');
  mia.react(message, '➖');
  await finished(await mia.dm.waitForMessage(() => true, {after: message, ...patiently}));
  expectCleanTraffic(studio);
});
