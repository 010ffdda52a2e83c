/** The real bot, real workers and a real Redis: the workers paint, not the bot's own render process. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {BotProcess} from '../../sandbox/bot-process.ts';
import type {OptionValues} from '../../sandbox/index.ts';
import {valueIn} from '../fixtures/dashboard.ts';
import {freePort} from '../fixtures/free-port.ts';
import {hasRedis, type RedisServer, startRedis} from '../fixtures/redis.ts';
import {
  expectCleanTraffic,
  finished,
  openStudio,
  painting,
  patiently,
  quick,
  type Studio,
  settingsLasting,
  slow,
} from './harness.ts';
import {runWorker, startWorker, workerFolder} from './worker-process.ts';

describe.skipIf(!hasRedis)('a fleet', () => {
  let redis: RedisServer;
  let studio: Studio;
  let folder: string;
  let port: number;
  let worker: BotProcess;
  /** Settings of a picture that takes some seconds. */
  let lasting: Awaited<ReturnType<typeof settingsLasting>>;

  beforeAll(async () => {
    redis = await startRedis();
    port = await freePort();
    studio = await openStudio({REDIS_URL: redis.url, HEALTH_PORT: String(port)});
    folder = await workerFolder();
  });
  afterAll(async () => {
    await worker?.stop();
    await studio?.close();
    await redis?.stop();
  });

  const order = (user: string, settings: OptionValues) => studio.order(studio.sandbox.user(user), settings);
  const begunBy = ({lines}: BotProcess): number =>
    lines.filter(({fields}) => fields.msg === 'picture begun').length;

  test('makes pictures wait while there is no worker, and the log says so', async () => {
    await studio.bot.waitForLine(({fields}) => fields.msg.startsWith('no worker is connected'));
    const reply = await order('mia', quick);
    await reply.waitFor(({content}) => content.includes('Next in line'), patiently);
    const alone = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([alone.status, await alone.json()]).toMatchObject([
      503,
      {problems: {workers: 'no worker is connected'}},
    ]);
    const workerPort = await freePort();
    worker = await startWorker(redis.url, folder, {HEALTH_PORT: String(workerPort)});
    await finished(reply);
    const [ready] = worker.lines.filter(({fields}) => fields.msg === 'worker ready');
    const {version, worker: name} = ready!.fields;
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    const joined = await studio.bot.waitForLine(({fields}) => fields.msg === 'worker joined');
    expect(joined.fields).toMatchObject({worker: name, version, device: 'cpu'});
    const ended = await studio.bot.waitForLine(({fields}) => fields.msg === 'job ended');
    expect(ended.fields.worker).toBe(name);
    for (const one of [port, workerPort]) {
      const answer = await fetch(`http://127.0.0.1:${one}/readyz`);
      expect([answer.status, await answer.json()]).toMatchObject([200, {ready: true}]);
    }
    const [ofBot, ofWorker] = await Promise.all(
      [port, workerPort].map(async (one) => (await fetch(`http://127.0.0.1:${one}/metrics`)).text()),
    );
    expect(valueIn(ofBot!, 'atelier_workers')).toBe(1);
    expect(valueIn(ofWorker!, 'atelier_worker_pictures_total{end="done"}')).toBe(1);
    expect(ofWorker).toMatch(/^atelier_worker_painting_seconds_count\{quality="draft",device="cpu"\} 1$/m);
    expect(begunBy(worker)).toBe(1);
    expect(studio.bot.lines.filter(({fields}) => fields.msg === 'render process started')).toEqual([]);
  });

  test('shows frames in the message while a worker paints, and Cancel stops the worker', async () => {
    const reply = await order('mia', slow);
    await painting(reply);
    await reply.waitFor(({attachments}) => attachments.length > 0, {...patiently, description: 'a frame'});
    studio.sandbox.user('mia').click(reply, {label: 'Cancel'});
    await reply.waitFor(({content}) => content.includes('Cancelled'), patiently);
    await worker.waitForLine(({fields}) => fields.how === 'unwanted');
    expect(studio.jobOf(reply).status).toBe('cancelled');
  });

  test('keeps painting when the bot is killed in the middle of a picture, and the new bot finds it', async () => {
    lasting = await settingsLasting(studio, 5);
    const before = begunBy(worker);
    const reply = await order('noa', lasting);
    await painting(reply);
    await studio.restart('kill');
    await finished(reply);
    expect(begunBy(worker)).toBe(before + 1);
  });

  test('gives the picture of a killed worker to another worker, and paints two at the same time', async () => {
    const reply = await order('noa', lasting);
    await painting(reply);
    await worker.kill();
    worker = await startWorker(redis.url, folder);
    await finished(reply);

    const second = await startWorker(redis.url, await workerFolder());
    await studio.bot.waitForLine(({fields}) => fields.msg === 'workers connected' && fields.workers === 2);
    const both = await Promise.all([order('mia', lasting), order('zoe', lasting)]);
    for (const message of both) await painting(message);
    const overview = await (await studio.sandbox.user('mia').slash('queue', {})).response;
    expect(overview.current.embeds[0]?.description).toContain('2 being painted');
    for (const message of both) await finished(message);
    expect(begunBy(second)).toBe(1);
    expect(await second.stop()).toBe(0);
    expectCleanTraffic(studio);
  });

  test('explains what a worker without a usable address needs, without showing the password', async () => {
    const missing = runWorker({}, folder);
    await missing.waitForLine(({text}) => text.includes('REDIS_URL: expected the address of a Redis'));
    expect(await missing.ended).toBe(78);
    const wrong = runWorker({REDIS_URL: 'http://:hunter2@localhost'}, folder);
    await wrong.waitForLine(({text}) => text.includes('REDIS_URL: expected a redis://'));
    await wrong.ended;
    expect(wrong.tail()).not.toContain('hunter2');
  });
});
