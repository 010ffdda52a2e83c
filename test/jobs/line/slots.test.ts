/** The line and the queue with several slots, as for a fleet of workers. */
import {setMaxListeners} from 'node:events';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import type {JobRequest} from '../../../src/jobs/job.ts';
import {createCostModel} from '../../../src/jobs/line/cost-model.ts';
import {createLine} from '../../../src/jobs/line/line.ts';
import {createJobQueue} from '../../../src/jobs/line/queue.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';
import {randomSource} from '../../../src/nst/look/random.ts';
import {createHandRenderer, recordOf} from '../../fixtures/fake-renderer-by-hand.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);

interface Job {
  id: number;
  owner: string;
}

/** A line whose running jobs end when the test says so. */
function openLine(slots: number) {
  const started: Job[] = [];
  const ends = new Map<Job, () => void>();
  const line = createLine<Job>({
    ownerOf: ({owner}) => owner,
    process: (job, signal) =>
      new Promise((resolve) => {
        started.push(job);
        ends.set(job, resolve);
        signal.addEventListener('abort', () => resolve());
      }),
  });
  line.setSlots(slots);
  let id = 0;
  return {
    line,
    started,
    end: (job: Job) => ends.get(job)!(),
    add(owner: string): Job {
      const job = {id: id++, owner};
      line.add(job);
      return job;
    },
  };
}

const owners = (jobs: readonly Job[]): string[] => jobs.map(({owner}) => owner);

describe('a line', () => {
  test('runs as many jobs at once as it has slots', () => {
    const {line, add} = openLine(2);
    for (const owner of ['ann', 'bob', 'cat']) add(owner);
    expect(owners(line.running())).toEqual(['ann', 'bob']);
    expect(owners(line.waiting())).toEqual(['cat']);
    expect(line.free()).toBe(0);
  });

  test('gives a slot nobody else wants to an owner who already has one', async () => {
    const {line, started, add, end} = openLine(2);
    for (let job = 0; job < 4; job++) add('ann');
    expect(owners(line.running())).toEqual(['ann', 'ann']);
    add('bob');
    expect(owners(line.waiting())).toEqual(['bob', 'ann', 'ann']);
    end(started[0]!);
    await turn();
    expect(owners(started)).toEqual(['ann', 'ann', 'bob']);
  });

  test('gives a spare slot to the owner with the fewest running jobs', async () => {
    const {started, line, add, end} = openLine(4);
    for (const owner of ['ann', 'ann', 'ann', 'bob', 'ann', 'bob']) add(owner);
    expect(owners(line.waiting())).toEqual(['bob', 'ann']);
    end(started[0]!);
    await turn();
    expect(owners(started)).toEqual(['ann', 'ann', 'ann', 'bob', 'bob']);
  });

  test('starts waiting jobs when slots are added, and starts nothing without slots', () => {
    const {line, add} = openLine(0);
    for (const owner of ['ann', 'bob', 'cat']) add(owner);
    expect(line.running()).toEqual([]);
    line.setSlots(2);
    expect(owners(line.running())).toEqual(['ann', 'bob']);
    line.setSlots(3);
    expect(owners(line.running())).toEqual(['ann', 'bob', 'cat']);
  });

  test('lets jobs finish if their slots are taken away, and starts none before that', async () => {
    const {line, started, add, end} = openLine(2);
    for (const owner of ['ann', 'bob', 'cat']) add(owner);
    line.setSlots(1);
    expect(owners(line.running())).toEqual(['ann', 'bob']);
    end(started[1]!);
    await turn();
    expect(owners(line.running())).toEqual(['ann']);
    end(started[0]!);
    await turn();
    expect(owners(line.running())).toEqual(['cat']);
  });

  test.each(Array.from({length: 30}, (_, seed) => seed))(
    'on a random day nobody gets a second slot while somebody without one waits (seed %d)',
    async (seed) => {
      const random = randomSource(seed).uniform;
      const below = (count: number) => Math.floor(random() * count);
      const {line, started, add, end} = openLine(1 + below(4));
      let added = 0;
      for (let event = 0; event < 200; event++) {
        const kind = random();
        if (kind < 0.5) {
          add(['ann', 'ann', 'bob', 'cat', 'dan'][below(5)]!);
          added++;
        } else if (kind < 0.55) {
          line.setSlots(below(5));
        } else {
          const running = line.running();
          const before = started.length;
          const foretold = line.waiting();
          const job = running[below(running.length)];
          if (job) end(job);
          await turn();
          const next = started[before];
          // Owners with nothing running any more go before those who still have jobs running.
          if (next && next.owner !== job?.owner) expect(next).toBe(foretold[0]);
        }
        const running = owners(line.running());
        const [next] = line.waiting();
        const most = (owner: string) => running.filter((other) => other === owner).length;
        if (next && most(next.owner) > 0) {
          for (const {owner} of line.waiting()) expect(most(owner)).toBeGreaterThan(0);
        }
        if (line.waiting().length > 0) expect(line.free()).toBe(0);
      }
      line.setSlots(2);
      while (line.running().length > 0) {
        end(line.running()[0]!);
        await turn();
      }
      expect(started).toHaveLength(added);
    },
  );
});

describe('a queue', () => {
  function open(slots: number, maxWaiting = 10) {
    const costModel = createCostModel();
    costModel.learn(recordOf(request('before'), 30));
    const renderer = createHandRenderer();
    const queue = createJobQueue({renderer, maxWaiting, maxPerOwner: 9, costModel});
    queue.setSlots(slots);
    return {queue, paintings: renderer.paintings};
  }

  test('forecasts starts from the slot that will be free first', async () => {
    const {queue, paintings} = open(2);
    for (const id of ['a', 'b', 'c', 'd']) queue.submit(request(id), {signal: never});
    paintings[0]!.report({etaSeconds: 10});
    paintings[1]!.report({etaSeconds: 25});
    await turn();
    const {running, waiting, idleInSeconds} = queue.overview();
    expect(running).toEqual(['a', 'b']);
    expect(waiting.map(({startsInSeconds}) => Math.round(startsInSeconds!))).toEqual([10, 25]);
    expect(Math.round(idleInSeconds!)).toBe(55);
  });

  test('makes no forecast while there are no slots', () => {
    const {queue} = open(0);
    queue.submit(request('a'), {signal: never});
    expect(queue.overview()).toEqual({running: [], waiting: [{jobId: 'a'}]});
  });

  test('closes even if a job waits and there are no slots', async () => {
    const {queue} = open(0);
    const events = queue.submit(request('a'), {signal: never})[Symbol.asyncIterator]();
    await queue.close();
    await expect(events.next()).rejects.toMatchObject({code: 'SHUTTING_DOWN'});
  });

  test('forecasts no start from a slot that is taken away', async () => {
    const {queue, paintings} = open(2);
    for (const id of ['a', 'b', 'c']) queue.submit(request(id), {signal: never});
    paintings[0]!.report({etaSeconds: 10});
    paintings[1]!.report({etaSeconds: 25});
    await turn();
    queue.setSlots(1);
    expect(Math.round(queue.overview().waiting[0]!.startsInSeconds!)).toBe(25);
  });

  test('has room for as many waiting jobs as before, not counting those in its slots', () => {
    const {queue} = open(3, 1);
    for (const id of ['a', 'b', 'c', 'd']) queue.submit(request(id), {signal: never});
    expect(() => queue.submit(request('e'), {signal: never})).toThrow(/at most 1 can wait/);
  });
});

function request(jobId: string): JobRequest {
  const content = new TextEncoder().encode(jobId);
  return {
    jobId,
    owner: jobId,
    content,
    styles: [{image: content, weight: 1}],
    settings: defaultSettings,
    frameEveryMs: 0,
  };
}
