import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {AppError} from '../../../src/errors.ts';
import {
  createRenderProcess,
  type RenderProcess,
  type RenderProcessOptions,
} from '../../../src/jobs/render/render-process.ts';
import type {RendererNews} from '../../../src/jobs/render/renderer-child.ts';
import {withSecondAttempt} from '../../../src/jobs/render/second-attempt.ts';
import {defaultSettings, type RenderEvent, type RenderRequest} from '../../../src/nst/contract/protocol.ts';

// Each test starts its own processes, which takes a while on a busy machine.
vi.setConfig({testTimeout: 20_000});

const entry = new URL('../../fixtures/fake-renderer.ts', import.meta.url);
const never = new AbortController().signal;

let dataDir: string;
let renderer: RenderProcess | undefined;
let news: RendererNews[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'render-process-'));
  news = [];
});

afterEach(async () => {
  await renderer?.close();
  renderer = undefined;
  rmSync(dataDir, {recursive: true, force: true});
});

function start(device = 'fake', options: Partial<RenderProcessOptions> = {}): RenderProcess {
  renderer = createRenderProcess({
    entry,
    engine: {engine: 'onnx', device, weights: 'none', dataDir},
    deadlineMs: 20_000,
    stallMs: 10_000,
    cancelGraceMs: 2000,
    onNews: (item) => news.push(item),
    ...options,
  });
  return renderer;
}

function request(style: string): RenderRequest {
  const encode = (text: string) => new TextEncoder().encode(text);
  return {
    content: encode('photo'),
    styles: [{image: encode(style), weight: 1}],
    settings: defaultSettings,
    frameEveryMs: 0,
  };
}

async function paint(style: string, signal = never): Promise<RenderEvent[]> {
  const events: RenderEvent[] = [];
  for await (const event of renderer!.render(request(style), {signal})) events.push(event);
  return events;
}

/** The process that painted the picture at the end of `events`. */
function painterOf(events: RenderEvent[]): number {
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error(`Expected a picture, received ${last?.type}.`);
  return last.record.terms.pid!;
}

function startedPids(): (number | undefined)[] {
  return news.flatMap((item) => (item.type === 'started' ? [item.pid] : []));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('paints pictures one after the other in one process', async () => {
  start();
  expect(await renderer!.whenReady()).toEqual({device: 'fake', encoder: 'fake'});
  const first = await paint('normal');
  expect(first.at(-1)).toMatchObject({type: 'done', image: new TextEncoder().encode('photo')});
  expect(first.slice(0, -1).every((event) => event.type === 'progress')).toBe(true);
  expect(painterOf(await paint('normal'))).toBe(painterOf(first));
  expect(startedPids()).toEqual([painterOf(first)]);
  expect(news).toContainEqual({type: 'loading', message: 'weights', fraction: 0.5});
});

test.each([
  ['exits', 'exit', 'RENDER_CRASHED', 'exited with code 3.'],
  [
    'is killed by the system',
    'kill itself',
    'RENDER_CRASHED',
    'ended by SIGKILL, perhaps because memory ran out',
  ],
  ['sends nonsense', 'nonsense', 'RENDER_CRASHED', 'sent an invalid message'],
])(
  'fails the job when the process %s, and paints the next in a fresh one',
  async (_, style, code, message) => {
    start();
    await expect(paint(style)).rejects.toMatchObject({code, message: expect.stringContaining(message)});
    const [lost] = startedPids();
    expect(isAlive(lost!)).toBe(false);
    expect(painterOf(await paint('normal'))).not.toBe(lost);
  },
);

test('keeps the last output of a crashed process as the cause', async () => {
  start();
  await expect(paint('exit')).rejects.toMatchObject({cause: {message: expect.stringContaining('fell over')}});
});

test('fails the job when the process is killed from outside, and paints the next in a fresh one', async () => {
  start();
  const events = renderer!.render(request('slow'), {signal: never})[Symbol.asyncIterator]();
  await events.next();
  process.kill(startedPids()[0]!, 'SIGKILL');
  await expect(drain(events)).rejects.toMatchObject({code: 'RENDER_CRASHED'});
  await paint('normal');
  expect(startedPids()).toHaveLength(2);
});

test('replaces an idle process that was killed', async () => {
  start();
  await renderer!.whenReady();
  process.kill(startedPids()[0]!, 'SIGKILL');
  await vi.waitFor(() => expect(news).toContainEqual(expect.objectContaining({type: 'gone'})));
  expect(painterOf(await paint('normal'))).toBe(startedPids()[1]);
});

test('kills a process that is silent while it paints', async () => {
  start('fake', {stallMs: 300, startStallMs: 10_000});
  await expect(paint('hang')).rejects.toMatchObject({
    code: 'RENDER_TIMEOUT',
    message: expect.stringContaining('silent for 0.3 s'),
  });
  expect(isAlive(startedPids()[0]!)).toBe(false);
  await paint('normal');
});

test('waits for a slow picture while it keeps reporting', async () => {
  start('fake', {stallMs: 500, startStallMs: 10_000});
  expect((await paint('steady')).at(-1)).toMatchObject({type: 'done'});
});

test('kills a process that paints past the deadline', async () => {
  start('fake', {deadlineMs: 300});
  await expect(paint('slow')).rejects.toMatchObject({
    code: 'RENDER_TIMEOUT',
    message: expect.stringContaining('not finished within 0.3 s'),
  });
  expect(isAlive(startedPids()[0]!)).toBe(false);
});

test('stops on abort with the signal’s reason, and keeps the process', async () => {
  start();
  const abort = new AbortController();
  const reason = new Error('changed my mind');
  const events = renderer!.render(request('slow'), {signal: abort.signal})[Symbol.asyncIterator]();
  await events.next();
  abort.abort(reason);
  await expect(drain(events)).rejects.toBe(reason);
  await paint('normal');
  expect(startedPids()).toHaveLength(1);
});

test('stops the painting when the reader leaves, before the next may start', async () => {
  start();
  for await (const _ of renderer!.render(request('slow'), {signal: never})) break;
  await paint('normal');
  expect(startedPids()).toHaveLength(1);
});

test('kills a process that does not stop within the grace period', async () => {
  start('fake', {cancelGraceMs: 300});
  const abort = new AbortController();
  const events = renderer!.render(request('ignore cancel'), {signal: abort.signal})[Symbol.asyncIterator]();
  await events.next();
  abort.abort(new Error('stop'));
  await expect(drain(events)).rejects.toThrow('stop');
  expect(isAlive(startedPids()[0]!)).toBe(false);
});

test('on abort, stops waiting for the start but lets the process start', async () => {
  start();
  const abort = new AbortController();
  const events = paint('normal', abort.signal);
  await vi.waitFor(() => expect(startedPids()).toHaveLength(1));
  abort.abort('changed my mind');
  await expect(events).rejects.toBe('changed my mind');
  await paint('normal');
  expect(startedPids()).toHaveLength(1);
});

test('rejects a render whose signal has already fired without starting a process', async () => {
  start();
  await expect(paint('normal', AbortSignal.abort('too late'))).rejects.toBe('too late');
  expect(news).toEqual([]);
});

test('ignores messages about another job', async () => {
  start();
  const events = await paint('another id');
  expect(events.filter((event) => event.type === 'done')).toHaveLength(1);
  expect(events.length).toBeGreaterThan(1);
});

test('passes on an error from the engine and keeps the process', async () => {
  start();
  await expect(paint('bad image')).rejects.toMatchObject({code: 'BAD_IMAGE', message: 'Not an image.'});
  await paint('normal');
  expect(startedPids()).toHaveLength(1);
});

test('keeps the stack of a bug in the engine', async () => {
  start();
  const error: unknown = await paint('bug').catch((caught: unknown) => caught);
  expect(error).not.toBeInstanceOf(AppError);
  expect(error).toMatchObject({stack: expect.stringContaining('at engine.ts:1')});
});

test('paints in a fresh process after the engine ran out of memory', async () => {
  start();
  await expect(paint('out of memory')).rejects.toMatchObject({code: 'OUT_OF_MEMORY'});
  await paint('normal');
  expect(startedPids()).toHaveLength(2);
});

test('rejects with the reason a process is unusable; a later job tries a fresh start', async () => {
  start('unusable once');
  await expect(renderer!.whenReady()).rejects.toMatchObject({
    code: 'WEIGHTS_UNAVAILABLE',
    message: 'The weights are out of reach.',
  });
  await paint('normal');
  expect(startedPids()).toHaveLength(2);
});

test('kills a process that is silent while it starts', async () => {
  start('silent at start', {startStallMs: 500});
  await expect(paint('normal')).rejects.toMatchObject({
    code: 'RENDER_TIMEOUT',
    message: expect.stringContaining('while starting'),
  });
});

test('waits for a process that is slow to start while it keeps reporting', async () => {
  start('slow at start', {startStallMs: 1500});
  await expect(renderer!.whenReady()).resolves.toEqual({device: 'fake', encoder: 'fake'});
});

test('if a process cannot start, tries once per attempt and never in a loop', async () => {
  start('exit at start');
  const events = withSecondAttempt(renderer!).render(request('normal'), {signal: never});
  await expect(drain(events[Symbol.asyncIterator]())).rejects.toMatchObject({
    code: 'RENDER_CRASHED',
    message: expect.stringContaining('exited with code 7. It was tried twice.'),
  });
  expect(startedPids()).toHaveLength(2);
});

test('gives a lost picture a second attempt in a fresh process', async () => {
  start();
  const retried: AppError[] = [];
  const twice = withSecondAttempt(renderer!, (error) => retried.push(error));
  const events: RenderEvent[] = [];
  for await (const event of twice.render(request('kill itself once'), {signal: never})) events.push(event);
  expect(painterOf(events)).toBe(startedPids()[1]);
  expect(retried).toMatchObject([{code: 'RENDER_CRASHED'}]);
});

test('ends an idle process at once on close, and refuses to paint afterwards', async () => {
  start();
  await renderer!.whenReady();
  await Promise.all([renderer!.close(), renderer!.close()]);
  expect(isAlive(startedPids()[0]!)).toBe(false);
  await expect(paint('normal')).rejects.toMatchObject({code: 'SHUTTING_DOWN'});
});

test('on close, kills a blocked process after the grace period, and fails its job', async () => {
  start('fake', {cancelGraceMs: 300});
  const events = renderer!.render(request('hang'), {signal: never})[Symbol.asyncIterator]();
  await events.next();
  const drained = expect(drain(events)).rejects.toMatchObject({code: 'SHUTTING_DOWN'});
  await renderer!.close();
  expect(isAlive(startedPids()[0]!)).toBe(false);
  await drained;
});

test('keeps the parent’s event loop free while the process is blocked', async () => {
  start();
  await renderer!.whenReady();
  let longestGapMs = 0;
  let last = performance.now();
  const ticker = setInterval(() => {
    const now = performance.now();
    longestGapMs = Math.max(longestGapMs, now - last);
    last = now;
  }, 5);
  const began = last;
  await paint('block for a second');
  clearInterval(ticker);
  expect(performance.now() - began).toBeGreaterThan(1000);
  expect(longestGapMs).toBeLessThan(500);
});

async function drain(events: AsyncIterator<RenderEvent>): Promise<void> {
  while (!(await events.next()).done);
}
