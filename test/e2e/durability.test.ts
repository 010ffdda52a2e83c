/** No accepted job is lost: however the bot or its render process dies or stops, each job still ends once. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {startBot} from '../../sandbox/bot-process.ts';
import type {MessageHandle} from '../../sandbox/index.ts';
import type {JobRecord} from '../../src/jobs/job.ts';
import {
  finished,
  isPicture,
  measurePace,
  painting,
  patiently,
  photo,
  quick,
  type Studio,
  studioTest,
  textOf,
} from './harness.ts';

const test = studioTest()
  .extend('ann', {scope: 'file'}, ({studio}) => studio.sandbox.user('ann'))
  .extend('bob', {scope: 'file'}, ({studio}) => studio.sandbox.user('bob'))
  .extend('cat', {scope: 'file'}, ({studio}) => studio.sandbox.user('cat'))
  .extend('lasting', {scope: 'file'}, ({studio}) => measurePace(studio))
  /** A picture that takes long enough for a checkpoint or two, which come every ten seconds. */
  .extend('long', {scope: 'file'}, ({lasting}) => lasting(20))
  /** A picture of a few seconds. */
  .extend('medium', {scope: 'file'}, ({lasting}) => lasting(8));

// Measure these settings here, so that doing so does not use up the first test's time.
test.beforeAll(({long, medium}) => expect(long.size).toBeGreaterThanOrEqual(medium.size), 300_000);

/** Waits for the bot's record of a message, because people see the message a moment before it is recorded. */
async function recorded(studio: Studio, message: MessageHandle): Promise<JobRecord> {
  await expect.poll(() => studio.jobs().some(({replyKey}) => replyKey === message.id)).toBe(true);
  return studio.jobOf(message);
}

/** The percentages a message has shown, in order. */
function percentages(message: MessageHandle): number[] {
  return message.history.flatMap(({message: {content}}) => /(\d+)%/.exec(content)?.[1] ?? []).map(Number);
}

/** Waits for the job's first checkpoint; resolves with the percentage shown then. */
async function saved(studio: Studio, message: MessageHandle): Promise<number> {
  const {id} = await recorded(studio, message);
  const file = join(studio.dataDir, 'jobs', id, 'checkpoint');
  await expect.poll(() => existsSync(file), {timeout: 60_000, interval: 50}).toBe(true);
  return percentages(message).at(-1) ?? 0;
}

/** In percent: messages lag by up to 2.5 s, and a little is painted again after the checkpoint. */
const tolerance = 10;
const patience = {timeout: patiently.timeoutMs, interval: 100};

test('after kill -9 with one picture running and five waiting, all six are finished in turn, each in its own message', async ({
  studio,
  ann,
  bob,
  cat,
  long,
}) => {
  const running = await painting(await studio.order(ann, long));
  const waiting: MessageHandle[] = [];
  for (const who of [ann, bob, bob, cat, studio.sandbox.user('dan')]) {
    const message = await studio.order(who);
    await message.waitFor(({content}) => content.includes('in line'), patiently);
    waiting.push(message);
  }
  const before = await saved(studio, running);
  const messages = studio.sandbox.channel('general').messages.length;
  await studio.restart('kill');

  const told = percentages(running).length;
  for (const message of waiting) await finished(message);
  await finished(running);
  expect(percentages(running)[told], 'continues from its checkpoint').toBeGreaterThanOrEqual(
    before - tolerance,
  );
  const order = [running, ...waiting]
    .map((message) => studio.jobOf(message))
    .sort((a, b) => a.finishedAt!.localeCompare(b.finishedAt!));
  expect(order.map(({id}) => id)).toEqual(
    [running, waiting[1]!, waiting[3]!, waiting[4]!, waiting[0]!, waiting[2]!].map(
      (message) => studio.jobOf(message).id,
    ),
  );
  expect(order.map(({status}) => status)).toEqual(Array(6).fill('done'));
  expect(studio.jobOf(running).attempts).toBe(2);
  expect(studio.sandbox.channel('general').messages).toHaveLength(messages);
  for (const message of [running, ...waiting]) expect(message.current.attachments).toHaveLength(1);
});

test('after kill -9 of the render process the picture continues from its last checkpoint', async ({
  studio,
  ann,
  long,
}) => {
  const message = await painting(await studio.order(ann, long));
  const before = await saved(studio, message);
  const started = studio.bot.lines.filter(({fields}) => fields.msg === 'render process started');
  const told = percentages(message).length;
  const ready = studio.bot.lines.filter(({fields}) => fields.msg === 'render process ready').length;
  process.kill(Number(started.at(-1)?.fields.renderer), 'SIGKILL');
  await expect
    .poll(
      () => studio.bot.lines.filter(({fields}) => fields.msg === 'render process ready').length > ready,
      patience,
    )
    .toBe(true);
  const shown = percentages(message).length;
  await expect.poll(() => percentages(message).length > shown, patience).toBe(true);
  expect(Math.min(...percentages(message).slice(told))).toBeGreaterThanOrEqual(before - tolerance);
  ann.click(message, {label: 'Cancel'});
  await message.waitFor(({content}) => content.includes('Cancelled'), patiently);
});

test('on SIGTERM the bot says so and ends within ten seconds, and the picture later continues where it was', async ({
  studio,
  ann,
  bob,
  cat,
  medium,
}) => {
  const message = await painting(await studio.order(ann, medium));
  const waiting = await studio.order(bob);
  await waiting.waitFor(({content}) => content.includes('in line'), patiently);
  await message.waitFor(({content}) => Number(/(\d+)%/.exec(content)?.[1]) >= 20, patiently);
  const told = percentages(message).length;
  const before = percentages(message).at(-1)!;
  // This photo is still being downloaded when the bot gets SIGTERM.
  const {file} = await photo();
  const slowly = await photo({delivery: {kind: 'drip', bytesPerSecond: file.bytes.byteLength / 0.6}});
  const asked = {image: slowly, style: 'kandinsky', ...quick};
  const late = await cat.slash('stylize', asked);
  await late.response;
  const startedAt = Date.now();
  expect(await studio.bot.stop()).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  for (const {current} of [message, waiting]) expect(current.content).toMatch(/I’m restarting/);
  expect(textOf(await late.waitForFollowUp(0, patiently))).toMatch(/I’m restarting. Please try again/);
  expect([studio.jobOf(message), studio.jobOf(waiting)].map(({status}) => status)).toEqual([
    'running',
    'accepted',
  ]);

  await studio.restart('stop');
  await finished(waiting);
  expect(percentages(message)[told]).toBeGreaterThanOrEqual(before - tolerance);
  expect(studio.jobOf(message)).toMatchObject({status: 'done', attempts: 1});
});

test('a picture painted but not delivered when the bot died is delivered once, without painting it again', async ({
  studio,
  ann,
  bob,
}) => {
  const known = new Set(studio.jobs().map(({id}) => id));
  const isPainted = () => studio.jobs().some(({id, status}) => !known.has(id) && status === 'done');
  studio.sandbox.faults.serverError('PATCH /webhooks/*', {times: 1_000});
  const asked = await ann.slash('stylize', {image: await photo(), style: 'kandinsky', ...quick});
  await expect.poll(isPainted, {timeout: 60_000}).toBe(true);
  await studio.bot.kill();
  studio.sandbox.faults.clear();
  await studio.restart('kill');
  const message = await finished(await asked.response);
  expect(studio.bot.lines.some(({fields}) => fields.msg === 'job started')).toBe(false);
  await expect.poll(() => studio.jobOf(message).toldAt).toBeDefined();
  await studio.restart('kill');
  expect(studio.bot.lines.map(({fields}) => fields.msg)).not.toContain('found a job of an earlier process');
  // Whatever the bot still had to tell of the picture, it has told when it has painted another.
  await finished(await studio.order(bob));
  expect(message.history.filter(({message: {content}}) => isPicture(content))).toHaveLength(1);
});

test('after a restart and the end of the interaction token, the bot continues with its own token', async ({
  studio,
  ann,
  medium,
}) => {
  const message = await painting(await studio.order(ann, medium));
  await studio.bot.kill();
  studio.sandbox.clock.advance(16 * 60_000);
  await studio.restart('kill');
  await finished(message);
  expect(message.current.attachments).toHaveLength(1);
});

test('a private picture that takes longer than its token arrives as a direct message with working buttons', async ({
  studio,
  ann,
  medium,
}) => {
  const reply = await painting(await studio.order(ann, {...medium, private: true}));
  expect(reply.ephemeral).toBe(true);
  studio.sandbox.clock.advance(16 * 60_000);
  const message = await finished(await ann.dm.waitForMessage(() => true, {after: reply, ...patiently}));
  expect(message.current.attachments).toHaveLength(1);
  const again = await painting(await ann.click(message, {emoji: '🔁'}).response);
  ann.click(again, {label: 'Cancel'});
  await again.waitFor(({content}) => content.includes('Cancelled'), patiently);
});

test('deleting the message of a waiting job removes the job from the queue at once', async ({
  studio,
  ann,
  bob,
  cat,
  long,
}) => {
  const running = await painting(await studio.order(ann, long));
  const second = await studio.order(bob);
  await second.waitFor(({content}) => content.includes('Next in line'), patiently);
  const third = await studio.order(cat);
  await third.waitFor(({content}) => content.includes('Number 2 in line'), patiently);
  studio.sandbox.user('moderator', {permissions: ['ManageMessages']}).deleteMessage(second);
  await third.waitFor(({content}) => content.includes('Next in line'), patiently);
  expect(studio.jobs().some(({replyKey}) => replyKey === second.id)).toBe(false);
  // The picture is still being painted: it lasts longer than all of the above.
  ann.click(running, {label: 'Cancel'});
  await finished(third);
});

test('a second bot on the same data folder does not start, and names the first', async ({studio}) => {
  const {sandbox, dataDir, bot} = studio;
  const second = startBot({sandbox, dataDir, env: {WEIGHTS: 'bundled'}});
  await expect(second).rejects.toThrow(new RegExp(`in use by process ${bot.child.pid}`));
});

test('no tokens and no unneeded checkpoints are left on disk', async ({studio}) => {
  await studio.restart('stop');
  const ended = studio.jobs();
  expect(ended.every(({toldAt, reply}) => toldAt && !reply?.token)).toBe(true);
  for (const {id} of ended) expect(existsSync(join(studio.dataDir, 'jobs', id, 'checkpoint'))).toBe(false);
  expect(isPicture(textOf(studio.sandbox.channel('general').messages[0]!))).toBe(true);
});
