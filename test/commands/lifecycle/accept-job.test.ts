import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type JobOrder, runJob} from '../../../src/commands/lifecycle/accept-job.ts';
import {answerTo, type Conversation} from '../../../src/commands/messages/conversation.ts';
import {retryJob} from '../../../src/commands/picture/actions/retry.ts';
import {AppError} from '../../../src/errors.ts';
import type {JobRecord} from '../../../src/jobs/job.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';
import {discordError} from '../fake-discord.ts';
import {type Bench, openBench, silentLog, untilAborted} from '../fake-services.ts';

let bench: Bench;

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

function run(change?: Partial<JobOrder>): Promise<void> {
  return runJob(bench.services, order(change), conversation());
}

/** The job that the only message of these tests shows. */
function shownJob(): JobRecord | undefined {
  return bench.services.store.findByReplyKey('posted');
}

async function untilShown(text: string | RegExp): Promise<void> {
  await expect.poll(() => bench.discord.lastContent, {timeout: 4_000}).toMatch(text);
}

describe('runJob', () => {
  test('ends with the picture, its parameters, its buttons and its reactions', async () => {
    await run();
    const last = bench.discord.edits.at(-1);
    expect(last?.body.content).toContain('The Great Wave by Katsushika Hokusai');
    expect(last?.body.content).toContain('strength 1 · size 512 (48 × 32) · seed 0 · standard');
    expect(last?.body.content).toContain('12 s · vgg19 on cpu');
    expect(last?.files).toEqual([expect.stringMatching(/\.png$/)]);
    expect(JSON.stringify(last?.body.components).match(/stylize:v1:[a-z]+/g)).toEqual(
      ['again', 'more', 'less', 'style', 'larger', 'timelapse', 'tweak', 'delete'].map(
        (action) => `stylize:v1:${action}`,
      ),
    );
    const reactions = bench.discord.requests.filter(({method}) => method === 'PUT');
    expect(reactions.map(({route}) => decodeURIComponent(route).split('/').at(-2))).toEqual([
      '🔁',
      '➕',
      '➖',
      '🎨',
      '🗑️',
    ]);
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
    await untilShown(/50% · step 5 of 10 · ready <t:\d+:R>/);
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
    const second = runJob(bench.services, order({owner: 'bob'}), conversation());
    await untilShown('In the queue at position 1');
    expect(bench.store.listUnfinished().map(({owner, status}) => [owner, status])).toEqual([
      ['ann', 'running'],
      ['bob', 'accepted'],
    ]);
    await bench.services.active.close();
    await Promise.all([first, second]);
  });

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
    await runJob(bench.services, order(), {place: {...place, replyKey: 'message'}});
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
    expect(bench.discord.lastContent).toContain('I’m restarting. This picture will continue in a minute.');
    expect(shownJob()).toMatchObject({status: 'running', attempts: 0});
    expect(shownJob()).not.toHaveProperty('toldAt');
    await expect(run()).rejects.toMatchObject({code: 'SHUTTING_DOWN'});
  });

  test('repeats the last edit if the connection to Discord fails for a moment', async () => {
    const failing = Object.assign(new Error('connection reset'), {code: 'ECONNRESET'});
    bench.discord.failOnce('POST', /messages/, failing);
    await run();
    expect(bench.discord.lastContent).toContain('vgg19 on cpu');
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
      expect(last?.body.content).toContain('vgg19 on cpu');
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
      await runJob(bench.services, order(), {
        place: {...place, reply: {...place.reply, uploadLimitBytes: 1}},
      });
      expect(bench.discord.lastContent).toContain('vgg19 on cpu');
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
    await retryJob(bench.services, {job, action: 'more', owner: 'bob'}, conversation());
    const [first, second] = bench.renderer.requests;
    expect(second?.settings.strength).toBeGreaterThan(first?.settings.strength ?? 0);
    expect([...(second?.content ?? [])]).toEqual([1]);
    expect(second?.styles).toEqual([{image: Buffer.from([2]), weight: 1}]);
    expect(shownJob()).toMatchObject({parentId: job.id, owner: 'bob', settings: second?.settings});
    expect(bench.discord.lastContent).toContain('➕ more style, strength 1 → 1.6, for <@bob>');
  });

  test('keeps to the largest size now allowed, and says so', async () => {
    await runJob(bench.services, order({settings: {...defaultSettings, size: 2048}}), conversation());
    const job = shownJob();
    if (!job) throw new Error('expected a job');
    await retryJob(bench.services, {job, action: 'less', owner: 'bob'}, conversation());
    expect(bench.renderer.requests.at(-1)?.settings).toMatchObject({size: 1024, strength: 0.63});
    const note = '➖ less style, strength 1 → 0.63, size 2,048 → 1,024 (the largest allowed), for <@bob>';
    expect(bench.discord.lastContent).toContain(note);
  });

  test('answers the message on which somebody asked', async () => {
    await run();
    const job = shownJob();
    if (!job) throw new Error('expected a job');
    await retryJob(bench.services, {job, action: 'again', owner: 'bob'}, conversation('first picture'));
    const posts = bench.discord.requests.filter(({method}) => method === 'POST');
    expect(posts.at(-1)?.body.message_reference).toMatchObject({message_id: 'first picture'});
  });
});
