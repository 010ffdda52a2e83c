import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {createLine} from '../../../src/jobs/line/line.ts';
import {randomSource} from '../../../src/nst/look/random.ts';

interface Job {
  id: number;
  owner: string;
  /** How many jobs of the same owner were waiting when this one came. */
  ahead: number;
  /** True if the owner had nothing waiting or running when this one came. */
  isNewcomer: boolean;
  /** How many jobs had started before this one came. */
  startedBefore: number;
}

/** A line whose running job ends when the test says so. */
function openLine() {
  const started: Job[] = [];
  let end = () => {};
  const line = createLine<Job>({
    ownerOf: ({owner}) => owner,
    process: (job, signal) =>
      new Promise((resolve) => {
        started.push(job);
        end = resolve;
        signal.addEventListener('abort', () => resolve());
      }),
  });
  let id = 0;
  return {
    line,
    started,
    end: () => end(),
    add(owner: string): Job {
      const own = line.waiting().filter((job) => job.owner === owner);
      const isNewcomer = own.length === 0 && line.running().every((job) => job.owner !== owner);
      const job = {id: id++, owner, ahead: own.length, isNewcomer, startedBefore: started.length};
      line.add(job);
      return job;
    },
  };
}

test('a newcomer does not wait behind somebody else’s five jobs', async () => {
  const {line, started, add, end} = openLine();
  for (let job = 0; job < 6; job++) add('ann');
  add('bob');
  expect(line.waiting().map(({owner}) => owner)).toEqual(['bob', 'ann', 'ann', 'ann', 'ann', 'ann']);
  end();
  await turn();
  expect(started.map(({owner}) => owner)).toEqual(['ann', 'bob']);
});

test('owners take turns, each with their own jobs in the order they came', async () => {
  const {line, started, add, end} = openLine();
  for (const owner of ['ann', 'ann', 'ann', 'bob', 'bob', 'cat']) add(owner);
  while (line.running().length > 0) {
    end();
    await turn();
  }
  expect(started.map(({owner, id}) => `${owner}${id}`)).toEqual([
    'ann0',
    'bob3',
    'cat5',
    'ann1',
    'bob4',
    'ann2',
  ]);
});

describe.each(Array.from({length: 40}, (_, seed) => seed))('a random day, seed %d', (seed) => {
  test('nobody is overtaken more often than turns allow, and the order shown is the order kept', async () => {
    const random = randomSource(seed).uniform;
    const below = (count: number) => Math.floor(random() * count);
    const {line, started, add, end} = openLine();
    const owners = ['ann', 'bob', 'cat', 'dan', 'eve'].slice(0, 2 + below(4));
    const cancelled = new Set<Job>();
    const all: Job[] = [];
    let foretold: readonly Job[] = [];

    for (let event = 0; event < 150; event++) {
      const kind = event < 110 ? random() : 1;
      if (kind < 0.55) {
        const owner = owners[Math.min(below(owners.length), below(owners.length))]!;
        all.push(add(owner));
      } else if (kind < 0.62) {
        const waiting = line.waiting();
        const job = waiting[below(waiting.length)];
        if (job) {
          line.cancel(job, 'changed my mind');
          cancelled.add(job);
        }
      } else {
        foretold = line.waiting();
        const before = started.length;
        end();
        await turn();
        if (foretold.length > 0) expect(started[before]).toBe(foretold[0]);
        expect(line.waiting()).toEqual(foretold.slice(1));
      }
    }
    while (line.running().length > 0) {
      end();
      await turn();
    }

    expect(new Set(started)).toEqual(new Set(all.filter((job) => !cancelled.has(job))));
    for (const [index, job] of started.entries()) {
      const before = started.slice(0, index);
      const own = before.filter(({owner, id}) => owner === job.owner && id > job.id);
      expect(own, 'later jobs of the same owner').toEqual([]);
      for (const other of owners.filter((owner) => owner !== job.owner)) {
        const overtaking = before.filter(({owner, id}) => owner === other && id > job.id).length;
        expect(overtaking).toBeLessThanOrEqual(job.ahead + 1);
        const waitedFor = before.slice(job.startedBefore).filter(({owner}) => owner === other).length;
        if (job.isNewcomer) expect(waitedFor).toBeLessThanOrEqual(1);
      }
    }
  });
});
