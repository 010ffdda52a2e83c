import {GatewayOpcodes} from 'discord-api-types/v10';
import {expect} from 'vitest';
import {finished, painting, patiently, quick, type Studio, slow, studioTest, textOf} from './harness.ts';

const test = studioTest();

/** The process that is painting now. */
function rendererPid(studio: Studio): number {
  const started = studio.bot.lines.filter(({fields}) => fields.msg === 'render process started');
  return Number(started.at(-1)?.fields.renderer);
}

test('a render process killed in mid-job is replaced; its job is still painted, and so is the next', async ({
  studio,
  mia,
}) => {
  const message = await painting(await studio.order(mia, {size: 256, quality: 'high'}));
  const killed = rendererPid(studio);
  process.kill(killed, 'SIGKILL');
  await finished(message);
  expect(rendererPid(studio)).not.toBe(killed);
  await finished(await studio.order(mia));
});

test('a render process killed twice costs the job but not the bot; the user reads what happened and may try again', async ({
  studio,
  mia,
}) => {
  const message = await painting(await studio.order(mia, slow));
  const ready = () => studio.bot.lines.filter(({fields}) => fields.msg === 'render process ready').length;
  const before = ready();
  process.kill(rendererPid(studio), 'SIGKILL');
  await studio.bot.waitForLine(() => ready() > before, {
    ...patiently,
    description: 'the second attempt began',
  });
  process.kill(rendererPid(studio), 'SIGKILL');
  await message.waitFor(({components}) => JSON.stringify(components).includes(':again:'), patiently);
  expect(textOf(message)).toMatch(/broke on my side/);

  const again = await mia.click(message, {emoji: '🔁'}).response;
  await painting(again);
  mia.click(again, {label: 'Cancel'});
  await again.waitFor(({content}) => content.includes('Cancelled'), patiently);
});

test('a burst of 429s and server errors delays frames but never the picture', async ({studio, mia}) => {
  const message = await painting(await studio.order(mia, {size: 384, quality: 'high'}));
  studio.sandbox.faults.rateLimit('PATCH /webhooks/*', {times: 4, retryAfterMs: 1500, scope: 'shared'});
  studio.sandbox.faults.serverError('PATCH /webhooks/*', {times: 2});
  await finished(message);
  expect(message.current.attachments).toHaveLength(1);
});

test('a picture that outlasts the interaction token is finished with the bot token', async ({
  studio,
  mia,
}) => {
  const message = await painting(await studio.order(mia, slow));
  studio.sandbox.clock.advance(16 * 60_000);
  await finished(message);
  expect(message.current.attachments).toHaveLength(1);
});

test('a dropped gateway connection is resumed, and no command is lost', async ({studio, mia}) => {
  const message = await finished(await studio.order(mia));
  studio.sandbox.gateway.drop({resumable: true});
  mia.react(message, '➖');
  const answer = await studio.sandbox
    .channel('general')
    .waitForMessage(() => true, {after: message, ...patiently});
  expect(textOf(await finished(answer))).toContain('strength: 1 → 0.33');
  expect(studio.sandbox.log.gateway().some(({op}) => op === GatewayOpcodes.Resume)).toBe(true);
});

test('buttons and reactions on a picture from before a restart still work', async ({studio, mia}) => {
  const message = await finished(await studio.order(mia));
  await studio.restart('kill');
  await finished(await mia.click(message, {emoji: '🔁'}).response);
  mia.react(message, '➕');
  const more = await studio.sandbox
    .channel('general')
    .waitForMessage(({content}) => content.includes('→ 3'), {after: message, ...patiently});
  expect(more.current.message_reference?.message_id).toBe(message.id);
});

test('a reaction in direct messages still counts after a restart, when the bot has nothing cached', async ({
  studio,
  mia,
}) => {
  const message = await finished(await studio.order(mia, quick, {dm: true}));
  await studio.restart('stop');
  mia.react(message, '➖');
  const less = await finished(await mia.dm.waitForMessage(() => true, {after: message, ...patiently}));
  expect(textOf(less)).toContain('strength: 1 → 0.33');
});
