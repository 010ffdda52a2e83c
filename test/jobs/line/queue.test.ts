import {getEventListeners, setMaxListeners} from 'node:events';
import {setImmediate as turn} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {JobEvent, JobRequest} from '../../../src/jobs/job.ts';
import {createCostModel} from '../../../src/jobs/line/cost-model.ts';
import {createJobQueue, type JobQueueOptions} from '../../../src/jobs/line/queue.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';
import {createHandRenderer, recordOf} from '../../fixtures/fake-renderer-by-hand.ts';

/** Where everybody stands is told this often. */
const beatMs = 500;

beforeEach(() => {
  vi.useFakeTimers({toFake: ['setTimeout', 'performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
setMaxListeners(0, never);

function request(jobId: string, owner = jobId): JobRequest {
  const content = new TextEncoder().encode(jobId);
  return {
    jobId,
    owner,
    content,
    styles: [{image: content, weight: 1}],
    settings: defaultSettings,
    frameEveryMs: 0,
  };
}

function open(options: Partial<JobQueueOptions> = {}) {
  const renderer = createHandRenderer();
  const queue = createJobQueue({renderer, maxWaiting: 10, maxPerOwner: 3, ...options});
  /** Ids of the jobs that have begun. */
  const begun = () => renderer.paintings.map(({request}) => new TextDecoder().decode(request.content));
  return {renderer, queue, begun, paintings: renderer.paintings};
}

async function readAll(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const all: JobEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function beat(): Promise<void> {
  await turn();
  vi.advanceTimersByTime(beatMs);
  await turn();
}

/** The next event the reader has not seen, after a beat; undefined if there is nothing new. */
async function unread(events: AsyncIterable<JobEvent>): Promise<JobEvent | undefined> {
  await beat();
  const next = events[Symbol.asyncIterator]().next();
  return Promise.race([next.then(({value}) => value), turn(undefined)]);
}

test('paints the only job at once and ends with its picture', async () => {
  const {queue, paintings} = open();
  const heard = readAll(queue.submit(request('a'), {signal: never}));
  expect(queue.counts()).toEqual({waiting: 0, running: 1});
  paintings[0]!.report({step: 1});
  await turn();
  paintings[0]!.finish();
  expect((await heard).map(({type}) => type)).toEqual(['progress', 'done']);
  await turn();
  expect(queue.counts()).toEqual({waiting: 0, running: 0});
});

test('tells a waiting job its position at once', async () => {
  const {queue} = open();
  queue.submit(request('a'), {signal: never});
  const b = queue.submit(request('b'), {signal: never})[Symbol.asyncIterator]();
  const heard: (JobEvent | undefined)[] = [];
  void b.next().then(({value}) => heard.push(value));
  await turn();
  expect(heard).toEqual([{type: 'queued', position: 1}]);
});

test('tells a waiting job its position whenever it changes', async () => {
  const {queue, paintings} = open();
  queue.submit(request('a'), {signal: never});
  const b = queue.submit(request('b'), {signal: never});
  const c = queue.submit(request('c'), {signal: never});
  expect(queue.counts()).toEqual({waiting: 2, running: 1});
  expect(await unread(b)).toEqual({type: 'queued', position: 1});
  expect(await unread(c)).toEqual({type: 'queued', position: 2});
  paintings[0]!.finish();
  await turn();
  expect(await unread(c)).toMatchObject({type: 'queued', position: 1});
});

test.each([10, 1_000])(
  'with %d waiting, works out once for all events of a beat where they stand',
  async (count) => {
    const costModel = createCostModel();
    const estimateSeconds = vi.spyOn(costModel, 'estimateSeconds');
    const {queue, paintings} = open({costModel, maxWaiting: count});
    for (let job = 0; job <= count; job++) queue.submit(request(`job-${job}`), {signal: never});
    await beat();
    await beat();
    estimateSeconds.mockClear();
    for (let step = 0; step < 100; step++) paintings[0]!.report({step, etaSeconds: step});
    for (let index = 0; index < 5; index++) {
      const abort = new AbortController();
      queue.submit(request(`more-${index}`), {signal: abort.signal, resumed: true});
      abort.abort();
    }
    expect(estimateSeconds).not.toHaveBeenCalled();
    await beat();
    await beat();
    expect(estimateSeconds).toHaveBeenCalledTimes(count);
  },
);

test('tells few others at a beat, so that a picture that begins does not set off an edit of every message', async () => {
  const {queue, paintings} = open({maxWaiting: 1_000});
  const heard: (JobEvent | undefined)[] = [];
  for (let job = 0; job < 500; job++) {
    const events = queue.submit(request(`job-${job}`), {signal: never});
    void (async () => {
      for await (const event of events) heard.push(event);
    })();
  }
  await beat();
  expect(heard).toHaveLength(499);
  heard.length = 0;
  for (let beats = 0; beats < 10; beats++) {
    paintings[beats]!.finish();
    await beat();
  }
  const told = heard.filter((event) => event?.type === 'queued');
  expect(told.length).toBeGreaterThan(20);
  expect(told.length).toBeLessThanOrEqual(50);
});

test('starts jobs in the order they came', async () => {
  const {queue, paintings, begun} = open();
  for (const id of ['a', 'b', 'c']) queue.submit(request(id), {signal: never});
  for (let index = 0; index < 3; index++) {
    paintings[index]!.finish();
    await turn();
  }
  expect(begun()).toEqual(['a', 'b', 'c']);
});

test('forecasts the start from the running job and the measured times of the jobs ahead', async () => {
  const costModel = createCostModel();
  const record = recordOf(request('before'), 20);
  costModel.learn(record);
  const {queue, paintings} = open({costModel});
  queue.submit(request('a'), {signal: never});
  paintings[0]!.report({etaSeconds: 5});
  await turn();
  const b = queue.submit(request('b'), {signal: never});
  const large = {...request('c'), settings: {...defaultSettings, size: 1024}};
  const c = queue.submit(large, {signal: never});
  const d = queue.submit(request('d'), {signal: never});
  const starts = [];
  for (const events of [b, c, d]) {
    const event = await unread(events);
    starts.push(event?.type === 'queued' ? Math.round(event.startsInSeconds ?? Number.NaN) : undefined);
  }
  const moreWork = recordOf(large, 1).pixelIterations / record.pixelIterations;
  expect(starts).toEqual([5, 25, Math.round(25 + 20 * moreWork)]);
});

test('tells a waiting job when a forecast is first possible, and when it changes', async () => {
  const {queue, paintings} = open();
  queue.submit(request('a'), {signal: never});
  const b = queue.submit(request('b'), {signal: never});
  expect(await unread(b)).toEqual({type: 'queued', position: 1});
  paintings[0]!.report({etaSeconds: 30});
  await turn();
  expect(await unread(b)).toEqual({type: 'queued', position: 1, startsInSeconds: 30});
  const heard: (JobEvent | undefined)[] = [];
  const next = b[Symbol.asyncIterator]().next();
  void next.then(({value}) => heard.push(value));
  paintings[0]!.report({etaSeconds: 25});
  await beat();
  expect(heard).toEqual([]);
  paintings[0]!.report({etaSeconds: 15});
  await beat();
  expect(heard).toEqual([{type: 'queued', position: 1, startsInSeconds: 14.5}]);
});

test('forecasts from finished pictures until the running one reports', async () => {
  const {queue, paintings} = open();
  queue.submit(request('a'), {signal: never});
  paintings[0]!.finish(20);
  await turn();
  queue.submit(request('b'), {signal: never});
  const c = queue.submit(request('c'), {signal: never});
  expect(await unread(c)).toEqual({type: 'queued', position: 1, startsInSeconds: 19.5});
});

test('treats a painting that is being stopped as over in forecasts', async () => {
  const {queue, paintings} = open();
  const abort = new AbortController();
  queue.submit(request('a'), {signal: abort.signal});
  paintings[0]!.report({etaSeconds: 60});
  await turn();
  abort.abort();
  const b = queue.submit(request('b'), {signal: never});
  expect(await unread(b)).toEqual({type: 'queued', position: 1, startsInSeconds: 0});
});

test('rejects with the reason when aborted while waiting, and moves the others up', async () => {
  const {queue, paintings, begun} = open();
  const abort = new AbortController();
  queue.submit(request('a'), {signal: never});
  const b = queue.submit(request('b'), {signal: abort.signal});
  const c = queue.submit(request('c'), {signal: never});
  await unread(c);
  abort.abort('changed my mind');
  await expect(readAll(b)).rejects.toBe('changed my mind');
  expect(await unread(c)).toMatchObject({type: 'queued', position: 1});
  paintings[0]!.finish();
  await turn();
  expect(begun()).toEqual(['a', 'c']);
});

test('rejects at once when aborted while running, and starts the next only when the painting has stopped', async () => {
  const {queue, paintings, begun} = open();
  const abort = new AbortController();
  const a = queue.submit(request('a'), {signal: abort.signal});
  queue.submit(request('b'), {signal: never});
  abort.abort('stop');
  await expect(readAll(a)).rejects.toBe('stop');
  expect(paintings[0]!.signal.reason).toBe('stop');
  for (let index = 0; index < 20; index++) await turn();
  expect(begun()).toEqual(['a']);
  expect(queue.counts()).toEqual({waiting: 1, running: 1});
  paintings[0]!.fail('stop');
  await turn();
  expect(begun()).toEqual(['a', 'b']);
});

test('ignores reports from a painting after its abort', async () => {
  const {queue, renderer, paintings} = open();
  const abort = new AbortController();
  queue.submit(request('a'), {signal: abort.signal});
  abort.abort();
  paintings[0]!.report({});
  await turn();
  expect(renderer.active()).toBe(0);
});

test('cancels the painting when the reader leaves', async () => {
  const {queue, paintings} = open();
  const a = queue.submit(request('a'), {signal: never});
  paintings[0]!.report({});
  for await (const _ of a) break;
  expect(paintings[0]!.signal.reason).toMatchObject({name: 'AbortError'});
});

test('cancels a waiting job whose reader leaves before reading', async () => {
  const {queue} = open();
  queue.submit(request('a'), {signal: never});
  const b = queue.submit(request('b'), {signal: never});
  await b[Symbol.asyncIterator]().return?.();
  expect(queue.counts()).toEqual({waiting: 0, running: 1});
});

test('rejects a job whose signal has already fired without queueing it', async () => {
  const {queue, begun} = open();
  await expect(readAll(queue.submit(request('a'), {signal: AbortSignal.abort('late')}))).rejects.toBe('late');
  expect(begun()).toEqual([]);
});

test('continues if nobody reads a job, whether it succeeds or fails', async () => {
  const {queue, paintings, begun} = open();
  for (const id of ['a', 'b', 'c']) queue.submit(request(id), {signal: never});
  paintings[0]!.finish();
  await turn();
  paintings[1]!.fail(new Error('broken'));
  await turn();
  expect(begun()).toEqual(['a', 'b', 'c']);
});

test('lets a slow reader miss progress, but not the newest frame or the picture', async () => {
  const {queue, paintings} = open();
  const events = queue.submit(request('a'), {signal: never})[Symbol.asyncIterator]();
  paintings[0]!.report({step: 1, frame: new Uint8Array([1])});
  paintings[0]!.report({step: 2, frame: new Uint8Array([2])});
  paintings[0]!.report({step: 3});
  await turn();
  expect((await events.next()).value).toMatchObject({type: 'progress', step: 3, frame: new Uint8Array([2])});
  paintings[0]!.report({step: 4});
  paintings[0]!.finish();
  await turn();
  expect((await events.next()).value).toMatchObject({type: 'done'});
  expect(await events.next()).toEqual({done: true, value: undefined});
});

test('refuses a job if the queue is full, and says when a place will be free', async () => {
  const {queue, paintings} = open({maxWaiting: 1});
  queue.submit(request('a'), {signal: never});
  queue.submit(request('b'), {signal: never});
  expect(() => queue.submit(request('c'), {signal: never})).toThrow(
    expect.objectContaining({
      code: 'QUEUE_FULL',
      message: 'The queue is full: at most 1 can wait.',
    }),
  );
  paintings[0]!.report({etaSeconds: 41.5});
  await turn();
  expect(() => queue.submit(request('c'), {signal: never})).toThrow(/should be free in about 42 s/);
  paintings[0]!.finish();
  await turn();
  expect(() => queue.submit(request('c'), {signal: never})).not.toThrow();
});

test('paints without a line if no job may wait', () => {
  const {queue} = open({maxWaiting: 0});
  queue.submit(request('a'), {signal: never});
  expect(() => queue.submit(request('b'), {signal: never})).toThrow(
    expect.objectContaining({code: 'QUEUE_FULL'}),
  );
});

test('caps the jobs of one owner; cancelling one frees its place at once', () => {
  const {queue} = open({maxPerOwner: 2});
  const abort = new AbortController();
  queue.submit(request('a', 'ann'), {signal: abort.signal});
  queue.submit(request('b', 'ann'), {signal: never});
  expect(() => queue.submit(request('c', 'ann'), {signal: never})).toThrow(
    expect.objectContaining({code: 'QUEUE_FULL', message: expect.stringContaining('2 of at most 2')}),
  );
  expect(() => queue.submit(request('d', 'bob'), {signal: never})).not.toThrow();
  abort.abort();
  expect(() => queue.submit(request('c', 'ann'), {signal: never})).not.toThrow();
});

test('counts a reserved place as one of its owner’s jobs until it is given back', () => {
  const {queue} = open({maxPerOwner: 2});
  const full = expect.objectContaining({
    code: 'QUEUE_FULL',
    message: expect.stringContaining('2 of at most 2'),
  });
  const giveBack = queue.admit('ann');
  queue.submit(request('a', 'ann'), {signal: never});
  expect(() => queue.admit('ann')).toThrow(full);
  expect(() => queue.submit(request('b', 'ann'), {signal: never})).toThrow(full);
  expect(() => queue.admit('bob')).not.toThrow();
  giveBack();
  giveBack();
  queue.submit(request('b', 'ann'), {signal: never});
  expect(() => queue.admit('ann')).toThrow(full);
});

test('reserves at most as many places as may wait, plus one to paint at once', () => {
  const {queue} = open({maxWaiting: 1});
  const full = expect.objectContaining({
    code: 'QUEUE_FULL',
    message: 'The queue is full: at most 1 can wait.',
  });
  const giveBack = queue.admit('ann');
  queue.admit('bob');
  expect(() => queue.admit('cleo')).toThrow(full);
  expect(() => queue.submit(request('c'), {signal: never})).toThrow(full);
  giveBack();
  queue.submit(request('a'), {signal: never});
  expect(() => queue.admit('cleo')).toThrow(full);
});

test('passes on the failure of a painting, and paints the next', async () => {
  const {queue, paintings, begun} = open();
  const a = readAll(queue.submit(request('a'), {signal: never}));
  queue.submit(request('b'), {signal: never});
  const broken = new Error('broken');
  paintings[0]!.fail(broken);
  await expect(a).rejects.toBe(broken);
  await turn();
  expect(begun()).toEqual(['a', 'b']);
});

test('fails a job whose painting ends without a picture', async () => {
  const {queue, paintings} = open();
  const a = readAll(queue.submit(request('a'), {signal: never}));
  paintings[0]!.vanish();
  await expect(a).rejects.toMatchObject({code: 'RENDER_CRASHED'});
});

test('stops listening to the caller’s signal when the job has ended', async () => {
  const {queue, paintings} = open();
  const {signal} = new AbortController();
  queue.submit(request('a'), {signal});
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  paintings[0]!.finish();
  await turn();
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('on close, cancels everything, accepts nothing more, and waits until the painting has stopped', async () => {
  const {queue, paintings, begun} = open();
  const a = readAll(queue.submit(request('a'), {signal: never}));
  const b = readAll(queue.submit(request('b'), {signal: never}));
  let closed = false;
  const closing = queue.close().then(() => {
    closed = true;
  });
  await expect(a).rejects.toMatchObject({code: 'SHUTTING_DOWN'});
  await expect(b).rejects.toMatchObject({code: 'SHUTTING_DOWN'});
  const stopping = expect.objectContaining({code: 'SHUTTING_DOWN'});
  expect(() => queue.submit(request('c'), {signal: never})).toThrow(stopping);
  expect(() => queue.admit('cleo')).toThrow(stopping);
  await turn();
  expect(closed).toBe(false);
  paintings[0]!.fail('stopped');
  await closing;
  await queue.close();
  expect(begun()).toEqual(['a']);
});

test('an overview tells who paints, who waits for how long, and when all is done', async () => {
  const costModel = createCostModel();
  costModel.learn(recordOf(request('before'), 30));
  const {queue, paintings} = open({costModel});
  expect(queue.overview()).toEqual({running: [], waiting: [], idleInSeconds: 0});
  for (const id of ['a', 'b', 'c']) queue.submit(request(id), {signal: never});
  paintings[0]!.report({etaSeconds: 10});
  await turn();
  const {running, waiting, idleInSeconds} = queue.overview();
  expect(running).toEqual(['a']);
  expect(waiting.map(({jobId}) => jobId)).toEqual(['b', 'c']);
  expect(waiting.map(({startsInSeconds}) => Math.round(startsInSeconds!))).toEqual([10, 40]);
  expect(Math.round(idleInSeconds!)).toBe(70);
});

describe('the hooks of a job', () => {
  function hooks() {
    const calls: string[] = [];
    return {calls, onStart: () => calls.push('start'), onStopped: () => calls.push('stopped')};
  }

  test('report when its painting begins and when it has really stopped', async () => {
    const {queue, paintings} = open();
    const abort = new AbortController();
    const {calls, ...told} = hooks();
    const heard = readAll(queue.submit(request('a'), {signal: abort.signal, ...told}));
    expect(calls).toEqual(['start']);
    abort.abort('enough');
    await expect(heard).rejects.toBe('enough');
    expect(calls).toEqual(['start']);
    paintings[0]!.fail('stopped');
    await turn();
    expect(calls).toEqual(['start', 'stopped']);
  });

  test('stay silent for a job that is aborted while it waits', async () => {
    const {queue} = open();
    queue.submit(request('a'), {signal: never});
    const abort = new AbortController();
    const {calls, ...told} = hooks();
    queue.submit(request('b'), {signal: abort.signal, ...told});
    abort.abort();
    await turn();
    expect(calls).toEqual([]);
  });

  test('fail the job, not the queue, when they throw at its start', async () => {
    const {queue, begun} = open();
    const onStart = () => {
      throw new Error('no record');
    };
    await expect(readAll(queue.submit(request('a'), {signal: never, onStart}))).rejects.toThrow('no record');
    await turn();
    queue.submit(request('b'), {signal: never});
    expect(begun()).toEqual(['b']);
  });
});
