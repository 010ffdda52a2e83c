/** A bot's fleet renderer and workers whose painting the test controls, with a real Redis between them. */
import {existsSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {AppError} from '../../src/errors.ts';
import {createFleetRenderer, type FleetRenderer} from '../../src/jobs/fleet/fleet-renderer.ts';
import {type FleetWorker, type FleetWorkerNews, startFleetWorker} from '../../src/jobs/fleet/fleet-worker.ts';
import type {Member} from '../../src/jobs/fleet/roster.ts';
import {visitFleet} from '../../src/jobs/fleet/visit-fleet.ts';
import type {JobEvent, JobRequest, Renderer} from '../../src/jobs/job.ts';
import {JobStopped} from '../../src/jobs/job-stopped.ts';
import {defaultSettings} from '../../src/nst/contract/protocol.ts';
import {createHandRenderer, type HandRenderer} from '../fixtures/fake-renderer-by-hand.ts';
import {hasRedis, type RedisServer, startRedis} from '../fixtures/redis.ts';

const prefix = 'test';
const soon = {timeout: 20_000, interval: 20};

interface TestWorker extends FleetWorker {
  hand: HandRenderer;
  news: FleetWorkerNews[];
  checkpoint(jobId: string): string;
}

describe.skipIf(!hasRedis)('a fleet', () => {
  let redis: RedisServer;
  let workerCounts: number[];
  let rosters: (readonly Member[])[];
  let troubles: string[];
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    redis = await startRedis();
    workerCounts = [];
    rosters = [];
    troubles = [];
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await redis.stop();
  });

  function bot(): FleetRenderer {
    const renderer = createFleetRenderer({
      url: redis.url,
      prefix,
      name: 'bot',
      version: '1.0.0',
      onMembers: (members) => rosters.push(members),
      onWorkers: (count) => workerCounts.push(count),
      onTrouble: ({message}) => troubles.push(message),
    });
    closing.push(() => renderer.close());
    return renderer;
  }

  function worker(self = {name: 'test', version: '1.2.3', device: 'cuda', encoder: 'vgg19'}): TestWorker {
    const hand = createHandRenderer();
    const news: FleetWorkerNews[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'atelier-worker-'));
    const checkpoint = (jobId: string) => join(folder, jobId);
    const started = startFleetWorker({
      url: redis.url,
      prefix,
      renderer: hand,
      self: () => ({role: 'worker', ...self}),
      onMembers: () => {},
      checkpointFile: checkpoint,
      onNews: (told) => news.push(told),
    });
    const close = async () => {
      // Aborted paintings end at once.
      const letGo = setInterval(() => {
        for (const {signal, fail} of hand.paintings) if (signal.aborted) fail(signal.reason);
      }, 10);
      await started.close();
      clearInterval(letGo);
    };
    closing.push(close);
    return {...started, hand, news, checkpoint, close};
  }

  const paintingsOf = ({hand}: TestWorker, count = 1) =>
    vi.waitFor(() => expect(hand.paintings).toHaveLength(count), soon);

  test('passes every image and every setting from the bot to the worker', async () => {
    const {hand} = worker();
    const wanted = {
      ...request('a'),
      styles: [
        {image: bytes('great wave'), weight: 0.25},
        {image: bytes('starry night'), weight: 0.75},
      ],
      start: bytes('picture before'),
      settings: {...defaultSettings, size: 300, seed: 7},
      frameEveryMs: 123,
    };
    const heard = follow(bot(), wanted);
    await vi.waitFor(() => expect(hand.paintings).toHaveLength(1), soon);
    const {content, styles, start, settings, frameEveryMs} = hand.paintings[0]!.request;
    expect([content, start, ...styles.map(({image}) => image)].map(text)).toEqual([
      'photo of a',
      'picture before',
      'great wave',
      'starry night',
    ]);
    expect(styles.map(({weight}) => weight)).toEqual([0.25, 0.75]);
    expect({settings, frameEveryMs}).toEqual({settings: wanted.settings, frameEveryMs: 123});
    hand.paintings[0]!.finish(12);
    const events = await heard.all;
    expect(events.at(-1)).toMatchObject({type: 'done', record: {seconds: 12, device: 'hand'}});
    expect(text((events.at(-1) as {image: Uint8Array}).image)).toBe('photo of a');
  });

  test('reports how many workers are connected', async () => {
    const visit = () => visitFleet({url: redis.url, prefix});
    expect(await visit()).toBe(0);
    expect(await redis.keys()).toEqual([]);
    worker();
    await vi.waitFor(async () => expect(await visit()).toBe(1), soon);
  });

  test('tells what each worker is and whether it paints, until it leaves', async () => {
    const busy = worker();
    const renderer = bot();
    const self = {name: 'test', version: '1.2.3', device: 'cuda'};
    await vi.waitFor(
      async () => expect(await renderer.workers()).toEqual([{...self, isPainting: false}]),
      soon,
    );
    const heard = follow(renderer, request('a'));
    await paintingsOf(busy);
    await vi.waitFor(
      async () => expect(await renderer.workers()).toEqual([{...self, isPainting: true}]),
      soon,
    );
    busy.hand.paintings[0]!.finish();
    await heard.all;
    await vi.waitFor(
      async () => expect(await renderer.workers()).toEqual([{...self, isPainting: false}]),
      soon,
    );
    await busy.close();
    expect(await renderer.workers()).toEqual([]);
  });

  test('reports progress, with each frame once', async () => {
    const busy = worker();
    const heard = follow(bot(), request('a'));
    await paintingsOf(busy);
    const [painting] = busy.hand.paintings;
    painting!.report({step: 1, frame: bytes('first')});
    await vi.waitFor(() => expect(heard.events).toHaveLength(1), soon);
    painting!.report({step: 2});
    await vi.waitFor(() => expect(heard.events).toHaveLength(2), soon);
    painting!.report({step: 3, frame: bytes('second')});
    await vi.waitFor(() => expect(heard.events).toHaveLength(3), soon);
    painting!.finish();
    await heard.all;
    expect(
      heard.events.map((event) => event.type === 'progress' && event.frame && text(event.frame)),
    ).toEqual(['first', undefined, 'second', false]);
    expect(heard.events[1]).toMatchObject({step: 2, totalSteps: 10, etaSeconds: 9});
  });

  test('tells the bot how many workers there are, and paints that many pictures at once', async () => {
    const renderer = bot();
    await vi.waitFor(() => expect(workerCounts).toEqual([0]), soon);
    const workers = [worker(), worker()];
    await vi.waitFor(() => expect(workerCounts.at(-1)).toBe(2), soon);
    const heard = ['a', 'b'].map((id) => follow(renderer, request(id)));
    for (const each of workers) await paintingsOf(each);
    for (const {hand} of workers) hand.paintings[0]!.finish();
    for (const {all} of heard) await all;
    await workers[0]!.close();
    await vi.waitFor(() => expect(workerCounts.at(-1)).toBe(1), soon);
  });

  test('knows every member by name, version and encoder, until it stops', async () => {
    const renderer = bot();
    const old = worker({name: 'old', version: '0.9.0', device: 'cpu', encoder: 'vgg19'});
    worker({name: 'new', version: '1.0.0', device: 'cpu', encoder: 'vgg19'});
    const names = () => rosters.at(-1)?.map(({role, name, version}) => `${role} ${name} ${version}`);
    await vi.waitFor(
      () => expect(names()).toEqual(['bot bot 1.0.0', 'worker new 1.0.0', 'worker old 0.9.0']),
      soon,
    );
    await old.close();
    await vi.waitFor(() => expect(names()).toEqual(['bot bot 1.0.0', 'worker new 1.0.0']), soon);
    await renderer.close();
    expect(await redis.keys()).toContain('test:roster');
  });

  test('names the worker that has a picture, and the one that gets it next', async () => {
    const first = worker({name: 'first', version: '1.0.0', device: 'cpu', encoder: 'vgg19'});
    const takers: string[] = [];
    const heard = follow(bot(), request('a'), undefined, (name) => takers.push(name));
    await paintingsOf(first);
    await vi.waitFor(() => expect(takers).toEqual(['first']), soon);
    await first.close();
    const second = worker({name: 'second', version: '1.0.0', device: 'cpu', encoder: 'vgg19'});
    await paintingsOf(second);
    second.hand.paintings[0]!.finish();
    await heard.all;
    expect(takers).toEqual(['first', 'second']);
  });

  test('passes on why a picture failed, with its code', async () => {
    const busy = worker();
    const heard = follow(bot(), request('a'));
    await paintingsOf(busy);
    busy.hand.paintings[0]!.fail(new AppError('BAD_IMAGE', 'The photo is no photo.'));
    await expect(heard.all).rejects.toMatchObject({code: 'BAD_IMAGE', message: 'The photo is no photo.'});
  });

  test('stops painting a cancelled job, and only then lets the bot continue', async () => {
    const busy = worker();
    const abort = new AbortController();
    const heard = follow(bot(), request('a'), abort.signal);
    await paintingsOf(busy);
    const [painting] = busy.hand.paintings;
    let ended = false;
    const end = heard.all.catch((reason: unknown) => {
      ended = true;
      return reason;
    });
    abort.abort(new JobStopped('cancelled'));
    await vi.waitFor(() => expect(painting!.signal.aborted).toBe(true), soon);
    expect(ended).toBe(false);
    painting!.fail(painting!.signal.reason);
    expect(await end).toMatchObject({why: 'cancelled'});
    expect(busy.news.at(-1)).toMatchObject({type: 'ended', how: 'unwanted'});
  });

  test('takes back a job that no worker has begun', async () => {
    const abort = new AbortController();
    const heard = follow(bot(), request('a'), abort.signal);
    await vi.waitFor(async () => expect(await redis.keys()).toContain('test:parcel:a:inputs'), soon);
    abort.abort('changed my mind');
    await expect(heard.all).rejects.toBe('changed my mind');
    const late = worker();
    const next = follow(bot(), request('b'));
    await paintingsOf(late);
    expect(text(late.hand.paintings[0]!.request.content)).toBe('photo of b');
    late.hand.paintings[0]!.finish();
    await next.all;
  });

  test('gives the picture of a stopping worker to another worker', async () => {
    const first = worker();
    const heard = follow(bot(), request('a'));
    await paintingsOf(first);
    writeFileSync(first.checkpoint('a'), 'state');
    await first.close();
    expect(first.news.at(-1)).toMatchObject({type: 'ended', how: 'given back'});
    expect(existsSync(first.checkpoint('a'))).toBe(true);
    const second = worker();
    await paintingsOf(second);
    second.hand.paintings[0]!.finish();
    expect((await heard.all).at(-1)).toMatchObject({type: 'done'});
  });

  test('continues while its bot restarts; a picture finished meanwhile is delivered, not painted again', async () => {
    const busy = worker();
    const abort = new AbortController();
    const before = follow(bot(), request('a'), abort.signal);
    await paintingsOf(busy);
    abort.abort(new JobStopped('shutting-down'));
    await expect(before.all).rejects.toMatchObject({why: 'shutting-down'});
    expect(await redis.keys()).toContain('test:parcel:a:inputs');
    busy.hand.paintings[0]!.finish(42);
    await vi.waitFor(() => expect(busy.news.at(-1)).toMatchObject({how: 'done'}), soon);
    const after = follow(bot(), request('a'));
    expect((await after.all).at(-1)).toMatchObject({type: 'done', record: {seconds: 42}});
    expect(busy.hand.paintings).toHaveLength(1);
  });

  test('survives an outage of Redis, and repaints pictures that Redis forgot', async () => {
    const busy = worker();
    const heard = follow(bot(), request('a'));
    await paintingsOf(busy);
    await redis.stop();
    await vi.waitFor(() => expect(troubles.join()).toContain('ECONNREFUSED'), soon);
    redis = await startRedis(redis.port);
    const [lost] = busy.hand.paintings;
    await vi.waitFor(() => expect(lost!.signal.aborted).toBe(true), soon);
    lost!.fail(lost!.signal.reason);
    await paintingsOf(busy, 2);
    busy.hand.paintings[1]!.finish();
    expect((await heard.all).at(-1)).toMatchObject({type: 'done'});
  });

  test('leaves nothing in Redis after a picture was delivered', async () => {
    const busy = worker();
    const heard = follow(bot(), request('a'));
    await paintingsOf(busy);
    writeFileSync(busy.checkpoint('a'), 'state');
    busy.hand.paintings[0]!.report({frame: bytes('frame')});
    busy.hand.paintings[0]!.finish();
    await heard.all;
    const keys = await redis.keys();
    expect(keys.filter((key) => key.includes('parcel') || key.endsWith(':a'))).toEqual([]);
    expect(existsSync(busy.checkpoint('a'))).toBe(false);
  });

  test('refuses orders from another version of the product', async () => {
    const busy = worker();
    const {Queue} = await import('bullmq');
    const queue = new Queue('pictures', {connection: {url: redis.url}, prefix});
    closing.push(() => queue.close());
    await queue.add('paint', {version: 99}, {jobId: 'a'});
    const heard = follow(bot(), request('a'));
    await expect(heard.all).rejects.toMatchObject({
      code: 'RENDER_CRASHED',
      message: expect.stringMatching(/version/),
    });
    expect(busy.hand.paintings).toEqual([]);
  });
});

function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function text(value: Uint8Array | undefined): string {
  return new TextDecoder().decode(value);
}

function request(jobId: string): JobRequest {
  return {
    jobId,
    owner: 'ann',
    content: bytes(`photo of ${jobId}`),
    styles: [{image: bytes('style'), weight: 1}],
    settings: defaultSettings,
    frameEveryMs: 0,
  };
}

/** Reads a picture's events to its end. */
function follow(
  renderer: Renderer,
  wanted: JobRequest,
  signal = new AbortController().signal,
  onWorker = (_name: string) => {},
) {
  const events: JobEvent[] = [];
  const all = (async () => {
    for await (const event of renderer.render(wanted, {signal, onWorker})) events.push(event);
    return events;
  })();
  all.catch(() => {});
  return {events, all};
}
