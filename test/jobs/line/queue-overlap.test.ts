import {setImmediate as turn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {JobRequest, Renderer} from '../../../src/jobs/job.ts';
import {createJobQueue} from '../../../src/jobs/line/queue.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';
import {recordOf} from '../../fixtures/fake-renderer-by-hand.ts';

const jobCount = 40;
const seeds = Array.from({length: 25}, (_, index) => index + 1);
const fates = ['read', 'unread', 'abort', 'leave', 'break'] as const;
type Fate = (typeof fates)[number];

test.each(seeds)(
  'never paints two pictures at once and loses no job under random aborts, seed %i',
  async (seed) => {
    const random = seededRandom(seed);
    const upTo = (limit: number) => Math.floor(random() * (limit + 1));
    const painter = createRandomRenderer(upTo);
    const queue = createJobQueue({renderer: painter.renderer, maxWaiting: jobCount, maxPerOwner: jobCount});

    const submitOne = async (jobId: string): Promise<{jobId: string; fate: Fate; end: unknown}> => {
      const fate = fates[upTo(fates.length - 1)] ?? 'read';
      await turns(upTo(100));
      const abort = new AbortController();
      const events = queue.submit(requestOf(jobId, fate), {signal: abort.signal});
      if (fate === 'unread') return {jobId, fate, end: undefined};
      if (fate === 'abort') void turns(upTo(200)).then(() => abort.abort(jobId));
      let patience = fate === 'leave' ? upTo(4) : Number.POSITIVE_INFINITY;
      let end: unknown;
      try {
        for await (const event of events) {
          end = event.type;
          if (patience-- <= 0) break;
        }
      } catch (error) {
        end = error;
      }
      return {jobId, fate, end};
    };
    const outcomes = await Promise.all(
      Array.from({length: jobCount}, (_, index) => submitOne(`job-${index}`)),
    );
    while (queue.counts().running + queue.counts().waiting > 0) await turn();

    expect(painter.mostAtOnce()).toBe(1);
    const begun = painter.begun();
    expect(new Set(begun).size).toBe(begun.length);
    for (const {jobId, fate, end} of outcomes) {
      if (fate === 'read') expect(end).toBe('done');
      if (fate === 'break') expect(end).toBe('broken');
      if (fate === 'abort') expect([jobId, 'done']).toContain(end);
      if (fate === 'read' || fate === 'break' || fate === 'unread') expect(begun).toContain(jobId);
    }
    expect(outcomes.filter(({jobId, end}) => end === jobId).length).toBeGreaterThan(0);
  },
);

/** Paints for a random time, and takes another random time to stop after an abort, a failure or a `return`. */
function createRandomRenderer(upTo: (limit: number) => number) {
  const begun: string[] = [];
  let active = 0;
  let mostAtOnce = 0;
  const renderer: Renderer = {
    async *render(request, {signal}) {
      const [jobId = '', fate] = new TextDecoder().decode(request.content).split(' ');
      begun.push(jobId);
      active++;
      mostAtOnce = Math.max(mostAtOnce, active);
      try {
        for (let step = 1; step <= 5; step++) {
          await turns(upTo(3));
          signal.throwIfAborted();
          if (fate === 'break' && step === 3) throw 'broken';
          yield {
            type: 'progress',
            step,
            totalSteps: 5,
            fraction: step / 5,
            loss: 1,
            terms: {},
            etaSeconds: 1,
          };
        }
        yield {type: 'done', image: request.content, record: recordOf(request, 1)};
      } finally {
        await turns(upTo(5));
        active--;
      }
    },
    async close() {},
  };
  return {renderer, begun: () => begun, mostAtOnce: () => mostAtOnce};
}

function requestOf(jobId: string, fate: Fate): JobRequest {
  const content = new TextEncoder().encode(`${jobId} ${fate}`);
  return {
    jobId,
    owner: 'all',
    content,
    styles: [{image: content, weight: 1}],
    settings: defaultSettings,
    frameEveryMs: 0,
  };
}

async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await turn();
}

/** Mulberry32: small, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
