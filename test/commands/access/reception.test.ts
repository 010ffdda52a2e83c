import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {requireTurn} from '../../../src/commands/access/credit.ts';
import {openReception, type Reception} from '../../../src/commands/access/reception.ts';
import {acceptJob} from '../../../src/commands/lifecycle/accept-job.ts';
import {answerTo} from '../../../src/commands/messages/conversation.ts';
import type {Decision} from '../../../src/jobs/store/owner/decision.ts';
import type {PauseRecord} from '../../../src/jobs/store/owner/pause.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';
import {type Bench, openBench, untilAborted} from '../fake-services.ts';

const decision: Decision = {by: '1', at: '2026-12-01T00:00:00.000Z', reason: 'a new GPU'};
const refusal = expect.objectContaining({code: 'PAUSED', detail: {reason: 'paused', why: 'a new GPU'}});

let bench: Bench;
let reception: Reception;
beforeEach(async () => {
  bench = await openBench();
  ({reception} = bench.services);
});
afterEach(() => bench.close());

/** Resolves when the job is in line. */
async function order(owner: string) {
  const inputs = {content: new Uint8Array([1]), styles: [new Uint8Array([2])]};
  const styles = [{id: 'great-wave', title: 'The Great Wave', weight: 1}];
  const conversation = answerTo(bench.discord, {id: owner, channelId: 'channel'}, {locale: 'en-US'});
  return acceptJob(
    bench.services,
    {owner, settings: defaultSettings, styles, spoiler: false, inputs},
    conversation,
  );
}

/** A picture that is painted until it is cancelled, and one that waits behind it. */
async function fillLine() {
  bench.renderer.work = untilAborted;
  const running = await order('ann');
  const waiting = await order('bob');
  await expect.poll(() => bench.services.queue.counts()).toEqual({running: 1, waiting: 1});
  const [job] = bench.services.store.ofOwner('ann');
  bench.renderer.work = async () => undefined;
  return {
    waiting,
    async endRunning() {
      void bench.services.active.stop(job!.id, 'cancelled');
      await running.ended;
    },
  };
}

describe.each(['pause', 'drain'] as const)('after %s', (verb) => {
  test('nothing new is accepted, at the door or when its photo has come, until resume', async () => {
    void reception[verb](decision);
    expect(() => requireTurn(bench.services, {owner: 'ann'})).toThrow(refusal);
    await expect(order('ann')).rejects.toEqual(refusal);
    expect(bench.services.store.ofOwner('ann')).toEqual([]);
    reception.resume();
    await (await order('ann')).ended;
    expect(bench.services.store.ofOwner('ann')).toMatchObject([{status: 'done'}]);
  });
});

test('a pause lets the running picture end, keeps what waits in line, and paints it after resume', async () => {
  const {waiting, endRunning} = await fillLine();
  reception.pause(decision);
  await endRunning();
  await expect.poll(() => bench.services.queue.counts()).toEqual({running: 0, waiting: 1});
  reception.resume();
  await waiting.ended;
  expect(bench.services.store.ofOwner('bob')).toMatchObject([{status: 'done'}]);
});

test('a drain paints what waits and then says so', async () => {
  const {waiting, endRunning} = await fillLine();
  const drained = reception.drain(decision);
  await endRunning();
  await waiting.ended;
  expect(await drained).toBe(true);
  expect(bench.services.store.ofOwner('bob')).toMatchObject([{status: 'done'}]);
});

test.each(['pause', 'resume'] as const)(
  'a drain that is followed by %s never says that it is done',
  async (verb) => {
    const {endRunning} = await fillLine();
    const drained = reception.drain(decision);
    reception[verb](decision);
    expect(await drained).toBe(false);
    await endRunning();
    reception.resume();
  },
);

describe('the next process', () => {
  let kept: Decision | undefined;
  const record: PauseRecord = {
    get: () => kept,
    set: (pause) => {
      kept = pause;
    },
  };
  const held: boolean[] = [];
  const open = () =>
    openReception({
      record,
      slots: {hold: (isHeld) => held.push(isHeld)},
      queue: {counts: () => ({running: 1, waiting: 0})},
      lookEveryMs: 1,
    });

  test('is paused as the last one was, before it paints anything', () => {
    open().pause(decision);
    held.length = 0;
    expect(open().state()).toEqual({mode: 'paused', ...decision});
    expect(held).toEqual([true]);
  });

  test.each(['drain', 'resume'] as const)('accepts pictures if the last one was told to %s', (verb) => {
    open().pause(decision);
    void open()[verb](decision);
    expect(open().state()).toEqual({mode: 'open'});
    expect(held.at(-1)).toBe(false);
  });
});
