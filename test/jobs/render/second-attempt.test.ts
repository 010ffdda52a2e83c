import {setImmediate as turn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {AppError, type ErrorCode} from '../../../src/errors.ts';
import {DeadlineError} from '../../../src/jobs/render/painting.ts';
import {withSecondAttempt} from '../../../src/jobs/render/second-attempt.ts';
import {defaultSettings, type RenderEvent} from '../../../src/nst/contract/protocol.ts';
import {createHandRenderer} from '../../fixtures/fake-renderer-by-hand.ts';

function open(signal = new AbortController().signal) {
  const renderer = createHandRenderer();
  const bytes = new Uint8Array([1]);
  const request = {
    jobId: 'a',
    owner: 'ann',
    content: bytes,
    styles: [{image: bytes, weight: 1}],
    settings: defaultSettings,
    frameEveryMs: 0,
  };
  const heard = readAll(withSecondAttempt(renderer).render(request, {signal}));
  return {paintings: renderer.paintings, heard};
}

async function readAll(events: AsyncIterable<RenderEvent>): Promise<RenderEvent[]> {
  const all: RenderEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test.each<ErrorCode>(['RENDER_CRASHED', 'RENDER_TIMEOUT', 'OUT_OF_MEMORY'])(
  'paints once more after %s',
  async (code) => {
    const {paintings, heard} = open();
    paintings[0]!.report({step: 5});
    paintings[0]!.fail(new AppError(code, 'Lost.'));
    await turn();
    paintings[1]!.report({step: 1});
    paintings[1]!.finish();
    expect((await heard).map((event) => (event.type === 'progress' ? event.step : event.type))).toEqual([
      5,
      1,
      'done',
    ]);
  },
);

test('says that a picture was tried twice if the second attempt is lost too', async () => {
  const {paintings, heard} = open();
  const second = new AppError('RENDER_TIMEOUT', 'Silent.');
  paintings[0]!.fail(new AppError('RENDER_CRASHED', 'Lost.'));
  await turn();
  paintings[1]!.fail(second);
  await expect(heard).rejects.toMatchObject({
    code: 'RENDER_TIMEOUT',
    message: 'Silent. It was tried twice.',
    cause: second,
  });
  expect(paintings).toHaveLength(2);
});

test.each([
  ['a bad image', new AppError('BAD_IMAGE', 'Not an image.')],
  ['unavailable weights', new AppError('WEIGHTS_UNAVAILABLE', 'No weights.')],
  ['a missed deadline', new DeadlineError(1000)],
  ['a bug', new TypeError('x is undefined')],
])('does not repeat %s', async (_, error) => {
  const {paintings, heard} = open();
  paintings[0]!.fail(error);
  await expect(heard).rejects.toBe(error);
  expect(paintings).toHaveLength(1);
});

test('does not repeat a picture that was aborted', async () => {
  const abort = new AbortController();
  const {paintings, heard} = open(abort.signal);
  abort.abort();
  paintings[0]!.fail(new AppError('RENDER_CRASHED', 'Lost.'));
  await expect(heard).rejects.toMatchObject({code: 'RENDER_CRASHED'});
  expect(paintings).toHaveLength(1);
});
