import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import sharp from 'sharp';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {acceptJob, type JobOrder} from '../../../src/commands/lifecycle/accept-job.ts';
import {answerTo, type Conversation} from '../../../src/commands/messages/conversation.ts';
import {prepareRetry} from '../../../src/commands/picture/actions/retry.ts';
import {AppError} from '../../../src/errors.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import type {JobNews} from '../../../src/jobs/job-news.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';
import {discordError} from '../fake-discord.ts';
import {type Bench, openBench, silentLog, untilAborted} from '../fake-services.ts';

let bench: Bench;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(() => bench.close());

function order(change: Partial<JobOrder> = {}): JobOrder {
  return {
    owner: 'ann',
    settings: defaultSettings,
    styles: [{id: 'great-wave', title: 'The Great Wave by Katsushika Hokusai', weight: 1}],
    spoiler: false,
    inputs: {content: new Uint8Array([1]), styles: [new Uint8Array([2])]},
    ...change,
  };
}

function conversation(original = 'original'): Conversation {
  return answerTo(bench.discord, {id: original, channelId: 'channel'}, {locale: 'en-US'});
}

/** Resolves when every job has been told, this one included. */
async function run(change?: Partial<JobOrder>): Promise<void> {
  await acceptJob(bench.services, order(change), conversation());
  await bench.services.active.idle();
}

/** The job that the only message of these tests shows. */
function shownJob(): JobRecord | undefined {
  return bench.services.store.findByReplyKey('posted');
}

async function untilShown(text: string | RegExp): Promise<void> {
  await expect.poll(() => bench.discord.lastContent, {timeout: 4_000}).toMatch(text);
}

describe('acceptJob', () => {
  test('the log names the worker that has a picture, and who had it when it ended', async () => {
    const lines: [message: string, fields: object][] = [];
    bench.services.log = {...silentLog, info: (fields, message) => void lines.push([message, fields])};
    bench.renderer.worker = 'ada:1';
    await run();
    bench.renderer.work = () => Promise.reject(new AppError('RENDER_CRASHED', 'lost'));
    await run();
    bench.renderer.worker = undefined;
    await run();
    const named = ['a worker has the picture', 'job ended'];
    expect(lines.filter(([message]) => named.includes(message))).toMatchObject([
      ['a worker has the picture', {worker: 'ada:1'}],
      ['job ended', {status: 'done', worker: 'ada:1'}],
      ['a worker has the picture', {worker: 'ada:1'}],
      ['job ended', {status: 'failed', worker: 'ada:1'}],
      ['job ended', {status: 'failed', worker: undefined}],
    ]);
  });

  test('whoever counts hears how long a job waited and how it ended, once each', async () => {
    const news: JobNews[] = [];
    bench.services.observe = (one) => news.push(one);
    await run();
    bench.renderer.work = () => Promise.reject(new AppError('RENDER_TIMEOUT', 'too slow'));
    await run();
    bench.renderer.work = () => Promise.reject(new Error('a bug'));
    await run();
    bench.renderer.work = untilAborted;
    const {ended} = await acceptJob(bench.services, order(), conversation());
    const [{id}] = bench.store.listUnfinished() as [JobRecord];
    await bench.services.active.stop(id, 'cancelled');
    await ended;
    const begun = {type: 'job-begun', waitedSeconds: expect.any(Number)};
    expect(news).toEqual([
      begun,
      {type: 'job-ended', status: 'done', painted: {quality: 'standard', device: 'cpu', seconds: 12.3}},
      begun,
      {type: 'job-ended', status: 'failed', code: 'RENDER_TIMEOUT'},
      begun,
      {type: 'job-ended', status: 'failed', code: 'BUG'},
      begun,
      {type: 'job-ended', status: 'cancelled'},
    ]);
  });

  test('ends with the picture, its parameters, its buttons and its reactions', async () => {
    await run();
    const last = bench.discord.edits.at(-1);
    expect(last?.body.content).toContain('The Great Wave by Katsushika Hokusai');
    expect(last?.body.content).toMatch(/\n-# 48 × 32 · 12 s$/);
    expect(last?.files).toEqual([expect.stringMatching(/\.png$/)]);
    expect(JSON.stringify(last?.body.components).match(/stylize:v1:[a-z]+/g)).toEqual(
      ['again', 'more', 'less', 'style', 'larger', 'timelapse', 'tweak', 'info', 'delete'].map(
        (action) => `stylize:v1:${action}`,
      ),
    );
    const reactions = bench.discord.requests.filter(({method}) => method === 'PUT');
    expect(reactions.map(({route}) => decodeURIComponent(route).split('/').at(-2))).toEqual([
      '🔁',
      '➕',
      '➖',
    ]);
  });

  test('stores and sends a picture that says how it was painted, but not for whom', async () => {
    await run();
    const picture = await bench.services.store.readPicture(shownJob()!.id);
    const {comments = []} = await sharp(picture).metadata();
    expect(comments.map(({keyword}) => keyword)).toEqual(['Software', 'parameters']);
    expect(comments[1]?.text).toContain('"styles":[{"id":"great-wave","weight":1}]');
    expect(comments[1]?.text).not.toContain('ann');
  });

  test('remembers the job under the message that shows it', async () => {
    await run();
    expect(shownJob()).toMatchObject({owner: 'ann', status: 'done', result: {seconds: 12.3}});
  });

  test('logs the job and the queue for the operator', async () => {
    const accepted: object[] = [];
    bench.services.log = {
      ...silentLog,
      info(fields, message) {
        if (message === 'job accepted') accepted.push(fields);
      },
    };
    await run();
    expect(accepted).toEqual([
      expect.objectContaining({owner: 'ann', styles: ['great-wave'], size: 512, waiting: 0, running: 1}),
    ]);
  });

  test('shows progress with a Cancel button while painting', async () => {
    bench.renderer.work = untilAborted;
    const running = run();
    await untilShown(/50% · about 3 s left/);
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).toContain(':cancel:');
    expect(bench.discord.edits.at(-1)?.files).toEqual([expect.stringMatching(/\.jpg$/)]);
    expect(shownJob()?.status).toBe('running');
    await bench.services.active.close();
    await running;
  });

  test('shows the position of a job that waits', async () => {
    bench.renderer.work = untilAborted;
    const first = run();
    await untilShown('50%');
    const second = acceptJob(bench.services, order({owner: 'bob'}), conversation());
    await untilShown('Next in line');
    expect(bench.store.listUnfinished().map(({owner, status}) => [owner, status])).toEqual([
      ['ann', 'running'],
      ['bob', 'accepted'],
    ]);
    await bench.services.active.close();
    await Promise.all([first, second]);
  });

  test('keeps the images of a waiting job on the disk, and no longer in memory', async () => {
    bench.renderer.work = untilAborted;
    await acceptJob(bench.services, order(), conversation());
    const accept = async () => {
      const [content, style] = [new Uint8Array(1_000_000), new Uint8Array(1_000_000)];
      const inputs = {content, styles: [style]};
      await acceptJob(bench.services, order({owner: 'bob', inputs}), conversation());
      return [new WeakRef(content), new WeakRef(style)];
    };
    const held = await accept();
    await untilShown('Next in line');
    collectGarbage();
    expect(held.map((image) => image.deref())).toEqual([undefined, undefined]);
    expect(bench.services.queue.counts()).toEqual({waiting: 1, running: 1});
    bench.services.active.stop(bench.store.list({status: 'running'})[0]!.id, 'cancelled');
    await expect.poll(() => bench.renderer.requests.at(-1)?.content.length).toBe(1_000_000);
    await bench.services.active.close();
  });

  test.each(['content', 'style'])(
    'fails a job, with words, whose “%s” is gone when its turn comes',
    async (file) => {
      bench.renderer.work = untilAborted;
      await acceptJob(bench.services, order(), conversation());
      await acceptJob(bench.services, order({owner: 'bob'}), conversation());
      const [waiting] = bench.store.list({status: 'accepted'});
      await rm(join(bench.services.config.dataDir, 'jobs', waiting!.id, file));
      bench.services.active.stop(bench.store.list({status: 'running'})[0]!.id, 'cancelled');
      await bench.services.active.idle();
      expect(bench.store.get(waiting!.id)).toMatchObject({status: 'failed', toldAt: expect.any(String)});
      expect(bench.discord.edits.map(({body}) => body.content)).toContainEqual(
        expect.stringContaining(`words for The images of job ${waiting!.id} are no longer stored`),
      );
      expect(bench.renderer.requests).toHaveLength(1);
    },
  );

  test('says that a cancelled job was cancelled and offers to start again', async () => {
    bench.renderer.work = untilAborted;
    const running = run();
    await untilShown('50%');
    const id = shownJob()?.id ?? '';
    bench.services.active.stop(id, 'cancelled');
    await running;
    expect(bench.discord.lastContent).toContain('Cancelled.');
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).toContain(`:again:${id}`);
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).not.toContain(':cancel:');
    expect(shownJob()?.status).toBe('cancelled');
  });

  test('stops painting when its message is deleted', async () => {
    bench.renderer.work = untilAborted;
    bench.discord.failOn('PATCH', /messages/, discordError(10008, 404));
    const {place} = conversation();
    await acceptJob(bench.services, order(), {place: {...place, replyKey: 'message'}});
    await bench.services.active.idle();
    expect(bench.services.queue.counts()).toEqual({waiting: 0, running: 0});
    expect(bench.discord.edits).toHaveLength(1);
  });

  test('reports a failure in the message that showed progress, and offers to start again', async () => {
    bench.renderer.work = async () => {
      await expect.poll(() => bench.discord.edits.length, {timeout: 4_000}).toBeGreaterThan(0);
      throw new AppError('RENDER_CRASHED', 'the process died');
    };
    await run();
    expect(bench.discord.lastContent).toContain('words for the process died');
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).toContain(':again:');
    expect(shownJob()).toMatchObject({status: 'failed', failure: 'the process died'});
  });

  test('tells a failure itself even if the message shows nothing yet', async () => {
    bench.renderer.work = async () => {
      throw new AppError('BAD_IMAGE', 'odd');
    };
    await run();
    expect(bench.discord.lastContent).toContain('words for odd');
    expect(shownJob()).toMatchObject({status: 'failed', toldAt: expect.any(String)});
  });

  test('forgets a job the queue refuses', async () => {
    bench.renderer.work = untilAborted;
    const running = [run(), run()];
    await expect.poll(() => bench.services.queue.counts()).toEqual({waiting: 1, running: 1});
    await expect(run()).rejects.toMatchObject({code: 'QUEUE_FULL'});
    const open = [...bench.store.list({status: 'accepted'}), ...bench.store.list({status: 'running'})];
    expect(open).toHaveLength(2);
    await bench.services.active.close();
    await Promise.all(running);
  });

  test('says that the bot restarts when it shuts down, and accepts nothing more', async () => {
    bench.renderer.work = untilAborted;
    const running = run();
    await untilShown('50%');
    await bench.services.active.close();
    await running;
    expect(bench.discord.lastContent).toContain('I’m restarting. This picture goes on in a minute.');
    expect(shownJob()).toMatchObject({status: 'running', attempts: 0});
    expect(shownJob()).not.toHaveProperty('toldAt');
    await expect(run()).rejects.toMatchObject({code: 'SHUTTING_DOWN'});
  });

  test('repeats the last edit if the connection to Discord fails for a moment', async () => {
    const failing = Object.assign(new Error('connection reset'), {code: 'ECONNRESET'});
    bench.discord.failOnce('POST', /messages/, failing);
    await run();
    expect(bench.discord.lastContent).toContain('-# 48 × 32 · 12 s');
    expect(bench.discord.edits.map(({method}) => method)).toEqual(['POST', 'POST', 'PATCH']);
  });

  describe('when Discord does not accept the picture', () => {
    /** Fails edits that carry a file with a matching name. */
    function refuse(file: RegExp, error: Error = discordError(40005, 413)): void {
      bench.discord.failOn('PATCH', /messages/, error, ({files}) => files.some((name) => file.test(name)));
    }

    beforeEach(() => {
      bench.renderer.work = async () => {
        await expect.poll(() => bench.discord.edits.length, {timeout: 4_000}).toBeGreaterThan(0);
      };
    });

    test('sends a smaller JPEG', async () => {
      refuse(/png$/);
      await run();
      const last = bench.discord.edits.at(-1);
      expect(last?.body.content).toContain('-# 48 × 32 · 12 s');
      expect(last?.files).toEqual([expect.stringMatching(/\.jpg$/)]);
      expect(JSON.stringify(last?.body.components)).toContain(':more:');
      expect(bench.discord.requests.some(({method}) => method === 'PUT')).toBe(true);
    });

    test('says so, offers to start again, and counts nobody as told if it accepts no file anywhere', async () => {
      refuse(/./);
      bench.discord.failOn('POST', /messages/, discordError(40005, 413), ({files}) => files.length > 0);
      await run();
      const last = bench.discord.edits.at(-1);
      expect(last?.body.content).toContain('`/queue` shows it to you');
      expect(last?.files).toEqual([]);
      expect(JSON.stringify(last?.body.components)).toContain(`:again:${shownJob()?.id}`);
      expect(JSON.stringify(last?.body.components)).not.toContain(':cancel:');
      expect(shownJob()?.status).toBe('done');
      expect(shownJob()).not.toHaveProperty('toldAt');
    });

    test('sends the smaller JPEG even if nothing fits the stated limit', async () => {
      const {place} = conversation();
      await acceptJob(bench.services, order(), {
        place: {...place, reply: {...place.reply, uploadLimitBytes: 1}},
      });
      await bench.services.active.idle();
      expect(bench.discord.lastContent).toContain('-# 48 × 32 · 12 s');
      expect(bench.discord.edits.at(-1)?.files).toEqual([expect.stringMatching(/\.jpg$/)]);
    });

    test('gives up at once if the message is gone', async () => {
      refuse(/png$/, discordError(10008, 404));
      await run();
      const uploads = bench.discord.edits.filter(({method, files}) => method === 'PATCH' && files.length > 0);
      expect(uploads).toHaveLength(1);
    });
  });

  test.each([50001, 50013])('adds no reactions if Discord forbids them with %d', async (code) => {
    bench.discord.failOn('PUT', /reactions/, discordError(code, 403));
    await run();
    expect(shownJob()?.status).toBe('done');
    expect(bench.discord.requests.filter(({method}) => method === 'PUT')).toHaveLength(1);
  });
});

describe('retryJob', () => {
  test('paints the same inputs with more style, as a job of the person who asked', async () => {
    await run();
    const job = shownJob();
    if (!job) throw new Error('expected a job');
    await (await prepareRetry(bench.services, {job, action: 'more', owner: 'bob'}, job))(conversation());
    await bench.services.active.idle();
    const [first, second] = bench.renderer.requests;
    expect(second?.settings.strength).toBeGreaterThan(first?.settings.strength ?? 0);
    expect([...(second?.content ?? [])]).toEqual([1]);
    expect(second?.styles).toEqual([{image: Buffer.from([2]), weight: 1}]);
    expect(shownJob()).toMatchObject({parentId: job.id, owner: 'bob', settings: second?.settings});
    expect(bench.discord.lastContent).toContain('➕ strength: 1 → 3 · for <@bob>');
  });

  test('keeps to the largest size now allowed, and says so', async () => {
    await run({settings: {...defaultSettings, size: 2048}});
    const job = shownJob();
    if (!job) throw new Error('expected a job');
    await (await prepareRetry(bench.services, {job, action: 'less', owner: 'bob'}, job))(conversation());
    await bench.services.active.idle();
    expect(bench.renderer.requests.at(-1)?.settings).toMatchObject({size: 1024, strength: 0.33});
    const note = '➖ strength: 1 → 0.33, size 2,048 → 1,024 (the largest allowed) · for <@bob>';
    expect(bench.discord.lastContent).toContain(note);
  });

  test('answers the message on which somebody asked', async () => {
    await run();
    const job = shownJob();
    if (!job) throw new Error('expected a job');
    await (await prepareRetry(bench.services, {job, action: 'again', owner: 'bob'}, job))(
      conversation('first picture'),
    );
    await bench.services.active.idle();
    const posts = bench.discord.requests.filter(({method}) => method === 'POST');
    expect(posts.at(-1)?.body.message_reference).toMatchObject({message_id: 'first picture'});
  });
});
