/** Nothing accepted is lost: the bot or its render process dies or stops in every way, and each job still ends once. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {startBot} from '../../sandbox/bot-process.ts';
import type {FileInput, MessageHandle} from '../../sandbox/index.ts';
import type {JobRecord} from '../../src/jobs/job.ts';
import {
  expectCleanTraffic,
  finished,
  openStudio,
  painting,
  patiently,
  photo,
  quick,
  type Studio,
  settingsLasting,
  textOf,
} from './harness.ts';

let studio: Studio;
let image: FileInput;
type Settings = Awaited<ReturnType<typeof settingsLasting>>;
/** A picture that takes long enough for a checkpoint or two, which come every ten seconds, and one of a few seconds. */
let long: Settings;
let medium: Settings;

beforeAll(async () => {
  studio = await openStudio();
  image = await photo();
  long = await settingsLasting(studio, 20);
  medium = await settingsLasting(studio, 8);
}, 120_000);
afterAll(() => studio.close());

async function ask(who: string, options: Record<string, unknown> = quick): Promise<MessageHandle> {
  const {response} = await studio.sandbox.user(who).slash('stylize', {image, style: 'kandinsky', ...options});
  return response;
}

function jobOf(message: MessageHandle): JobRecord {
  const job = studio.jobs().find(({replyKey}) => replyKey === message.id);
  if (!job) throw new Error(`no job is shown by message ${message.id}`);
  return job;
}

/** What others see of a message comes a moment before the bot has recorded it. */
async function recorded(message: MessageHandle): Promise<JobRecord> {
  await expect.poll(() => studio.jobs().some(({replyKey}) => replyKey === message.id)).toBe(true);
  return jobOf(message);
}

/** Percentages a message has shown, in their order. */
function percentages(message: MessageHandle): number[] {
  return message.history.flatMap(({message: {content}}) => /(\d+)%/.exec(content)?.[1] ?? []).map(Number);
}

/** Resolves with the percentage shown when the state of the job had just been saved for the first time. */
async function saved(message: MessageHandle): Promise<number> {
  const {id} = await recorded(message);
  const file = join(studio.dataDir, 'jobs', id, 'checkpoint');
  await expect.poll(() => existsSync(file), {timeout: 60_000, interval: 50}).toBe(true);
  return percentages(message).at(-1) ?? 0;
}

/** Most of what a message shows comes up to 2.5 s late, and a little is painted again after the checkpoint. */
const tolerance = 10;
const patience = {timeout: patiently.timeoutMs, interval: 100};

test('kill -9 with one picture running and five waiting: all six are finished, in turn, in their own messages', async () => {
  const running = await painting(await ask('ann', long));
  const waiting: [string, MessageHandle][] = [];
  for (const who of ['ann', 'bob', 'bob', 'cat', 'dan']) {
    const message = await ask(who);
    await message.waitFor(({content}) => content.includes('position'), patiently);
    waiting.push([who, message]);
  }
  const before = await saved(running);
  const messages = studio.sandbox.channel('general').messages.length;
  await studio.restart('kill');

  const told = percentages(running).length;
  for (const [, message] of waiting) await finished(message);
  await finished(running);
  expect(percentages(running)[told], 'goes on from its checkpoint').toBeGreaterThanOrEqual(
    before - tolerance,
  );
  const order = [running, ...waiting.map(([, message]) => message)]
    .map((message) => jobOf(message))
    .sort((a, b) => a.finishedAt!.localeCompare(b.finishedAt!));
  expect(order.map(({id}) => id)).toEqual(
    [running, waiting[1]![1], waiting[3]![1], waiting[4]![1], waiting[0]![1], waiting[2]![1]].map(
      (message) => jobOf(message).id,
    ),
  );
  expect(order.map(({status}) => status)).toEqual(Array(6).fill('done'));
  expect(jobOf(running).attempts).toBe(2);
  expect(studio.sandbox.channel('general').messages).toHaveLength(messages);
  for (const message of [running, ...waiting.map(([, waited]) => waited)])
    expect(message.current.attachments).toHaveLength(1);
  expectCleanTraffic(studio);
});

test('kill -9 of the render process: the picture goes on from its last checkpoint', async () => {
  const message = await painting(await ask('ann', long));
  const before = await saved(message);
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
  studio.sandbox.user('ann').click(message, {label: 'Cancel'});
  await message.waitFor(({content}) => content.includes('Cancelled'), patiently);
  expectCleanTraffic(studio);
});

test('SIGTERM: the bot is gone within ten seconds, says so, and the picture goes on where it was', async () => {
  const message = await painting(await ask('ann', medium));
  const waiting = await ask('bob');
  await waiting.waitFor(({content}) => content.includes('position'), patiently);
  await message.waitFor(({content}) => Number(/(\d+)%/.exec(content)?.[1]) >= 20, patiently);
  const told = percentages(message).length;
  const before = percentages(message).at(-1)!;
  // Still being downloaded when the bot is told to stop.
  const slowly = await photo({delivery: {kind: 'drip', bytesPerSecond: image.file.bytes.byteLength / 0.6}});
  const asked = {image: slowly, style: 'kandinsky', ...quick};
  const late = await studio.sandbox.user('cat').slash('stylize', asked);
  await late.response;
  const startedAt = Date.now();
  expect(await studio.bot.stop()).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  for (const {current} of [message, waiting]) expect(current.content).toMatch(/I am restarting/);
  expect(textOf(await late.waitForFollowUp(0, patiently))).toMatch(/I am restarting. Please try again/);
  expect([jobOf(message), jobOf(waiting)].map(({status}) => status)).toEqual(['running', 'accepted']);

  await studio.restart('stop');
  await finished(waiting);
  expect(percentages(message)[told]).toBeGreaterThanOrEqual(before - tolerance);
  expect(jobOf(message)).toMatchObject({status: 'done', attempts: 1});
  expectCleanTraffic(studio);
});

test('a picture painted but not delivered when the bot died is delivered after it is back, once and unpainted', async () => {
  const known = new Set(studio.jobs().map(({id}) => id));
  const isPainted = () => studio.jobs().some(({id, status}) => !known.has(id) && status === 'done');
  studio.sandbox.faults.serverError('PATCH /webhooks/*', {times: 1_000});
  const asked = await studio.sandbox.user('ann').slash('stylize', {image, style: 'kandinsky', ...quick});
  await expect.poll(isPainted, {timeout: 60_000}).toBe(true);
  await studio.bot.kill();
  studio.sandbox.faults.clear();
  await studio.restart('kill');
  const message = await finished(await asked.response);
  expect(studio.bot.lines.some(({fields}) => fields.msg === 'job started')).toBe(false);
  await expect.poll(() => jobOf(message).toldAt).toBeDefined();
  await studio.restart('kill');
  await delay(1_000);
  expect(message.history.filter(({message: {content}}) => /size \d+ \(/.test(content))).toHaveLength(1);
  expectCleanTraffic(studio);
});

test('a restart after the interaction token has run out goes on with the bot token', async () => {
  const message = await painting(await ask('ann', medium));
  await studio.bot.kill();
  studio.sandbox.clock.advance(16 * 60_000);
  await studio.restart('kill');
  await finished(message);
  expect(message.current.attachments).toHaveLength(1);
  expectCleanTraffic(studio);
});

test('a private picture that outlives its token arrives as a direct message, with buttons that work', async () => {
  const ann = studio.sandbox.user('ann');
  const reply = await painting(await ask('ann', {...medium, private: true}));
  expect(reply.ephemeral).toBe(true);
  studio.sandbox.clock.advance(16 * 60_000);
  const message = await finished(await ann.dm.waitForMessage(() => true, {after: reply, ...patiently}));
  expect(message.current.attachments).toHaveLength(1);
  const again = await painting(await ann.click(message, {emoji: '🔁'}).response);
  ann.click(again, {label: 'Cancel'});
  await again.waitFor(({content}) => content.includes('Cancelled'), patiently);
  expectCleanTraffic(studio);
});

test('deleting the message of a waiting job takes it out of the queue at once', async () => {
  const running = await painting(await ask('ann', medium));
  const second = await ask('bob');
  await second.waitFor(({content}) => content.includes('position 1'), patiently);
  const third = await ask('cat');
  await third.waitFor(({content}) => content.includes('position 2'), patiently);
  studio.sandbox.user('moderator', {permissions: ['ManageMessages']}).deleteMessage(second);
  await third.waitFor(({content}) => content.includes('position 1'), patiently);
  expect(jobOf(second).status).toBe('cancelled');
  studio.sandbox.user('ann').click(running, {label: 'Cancel'});
  await finished(third);
});

test('a second bot on the same data folder does not start and names the first', async () => {
  const {sandbox, dataDir, bot} = studio;
  const second = startBot({sandbox, dataDir, env: {WEIGHTS: 'bundled'}});
  await expect(second).rejects.toThrow(new RegExp(`in use by process ${bot.child.pid}`));
});

test('nothing is left on disk of tokens and of states that nobody needs', async () => {
  await studio.restart('stop');
  const ended = studio.jobs();
  expect(ended.every(({toldAt, reply}) => toldAt && !reply?.token)).toBe(true);
  for (const {id} of ended) expect(existsSync(join(studio.dataDir, 'jobs', id, 'checkpoint'))).toBe(false);
  expect(textOf(studio.sandbox.channel('general').messages[0]!)).toMatch(/size/);
});
