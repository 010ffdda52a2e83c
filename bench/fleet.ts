/**
 * A bot's queue and 1, 2, 4 and 8 workers, each a process, on a real Redis. The workers' renderer only sleeps.
 *   npx tsx bench/fleet.ts [--workers 1,2,4,8] [--seconds 20]
 * Needs `redis-server`. Prints the throughput beside that of one worker, how long a worker that joins waits for its
 * first picture, and what Redis is asked.
 */
import {type ChildProcess, fork} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {Redis} from 'ioredis';
import {createFleetRenderer} from '../src/jobs/fleet/fleet-renderer.ts';
import {startFleetWorker} from '../src/jobs/fleet/fleet-worker.ts';
import type {JobRequest, QueuedJob, Renderer} from '../src/jobs/job.ts';
import {createJobQueue} from '../src/jobs/line/queue.ts';
import {defaultSettings} from '../src/nst/contract/protocol.ts';
import {startRedis} from '../test/fixtures/redis.ts';
import {createSleepingRenderer} from './scale/sleeping-renderer.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {workers: {...text, default: '1,2,4,8'}, seconds: {...text, default: '20'}, url: text},
});
const pictureSeconds = 4;
const [photo, picture, frame] = [randomBytes(500_000), randomBytes(300_000), randomBytes(30_000)];
const prefix = 'bench';

interface Begun {
  type: 'connected' | 'begun';
  /** By `Date.now()`. */
  atMs: number;
}

if (values.url === undefined) await main();
else work(values.url);

/** A worker's process: says when it is connected and when it begins a picture. */
function work(url: string): void {
  const tell = (type: Begun['type']): void => void process.send?.({type, atMs: Date.now()} satisfies Begun);
  const {connected} = startFleetWorker({
    url,
    prefix,
    self: () => ({role: 'worker', name: `worker-${process.pid}`, version: 'bench'}),
    onMembers() {},
    renderer: createSleepingRenderer(() => ({seconds: pictureSeconds, image: picture, frame})),
    checkpointFile: (jobId) => `/tmp/no-checkpoint-${jobId}`,
    onNews: (news) => {
      if (news.type === 'begun') tell('begun');
    },
  });
  void connected.then(() => tell('connected'));
}

async function main(): Promise<void> {
  const redis = await startRedis();
  const client = new Redis(redis.url);
  const workers: ChildProcess[] = [];
  /** Pictures painted, unfinished ones in part. */
  let painted = 0;
  const fractions = new Map<number, number>();
  const fleet = createFleetRenderer({
    url: redis.url,
    prefix,
    name: 'bench',
    version: 'bench',
    onMembers() {},
    onWorkers: (count) => queue.setSlots(count),
    onTrouble: console.error,
  });
  const queue = createJobQueue({renderer: withImages(fleet), maxWaiting: 1, maxPerOwner: 1});
  queue.setSlots(0);
  for (let job = 0; job < 2_000; job++) void follow(job);

  async function follow(job: number): Promise<void> {
    const {signal} = new AbortController();
    const order = {jobId: `job-${job}`, owner: `owner-${job % 100}`, settings: defaultSettings};
    for await (const event of queue.submit(order, {signal, resumed: true})) {
      if (event.type === 'queued') continue;
      const now = event.type === 'done' ? 1 : event.fraction;
      painted += now - (fractions.get(job) ?? 0);
      fractions.set(job, now);
    }
  }

  async function join(): Promise<number> {
    const worker = fork(fileURLToPath(import.meta.url), ['--url', redis.url]);
    workers.push(worker);
    let connectedAtMs = 0;
    for (;;) {
      const [{type, atMs}] = (await once(worker, 'message')) as [Begun];
      if (type === 'connected') connectedAtMs = atMs;
      else return connectedAtMs === 0 ? 0 : (atMs - connectedAtMs) / 1000;
    }
  }

  console.log(
    '| workers | pictures a minute | of the ideal | of one worker’s, per worker | joined after | commands /s per worker |',
  );
  console.log('|---|---|---|---|---|---|');
  let ofOne = 0;
  for (const count of values.workers.split(',').map(Number)) {
    const joins = await Promise.all(Array.from({length: count - workers.length}, join));
    await sleep(2_000);
    const before = await commands(client);
    const [startMs, paintedBefore] = [performance.now(), painted];
    await sleep(Number(values.seconds) * 1000);
    const seconds = (performance.now() - startMs) / 1000;
    const each = (painted - paintedBefore) / seconds / count;
    ofOne ||= each;
    const asked = [...(await commands(client))].map(
      ([name, calls]) => [name, (calls - (before.get(name) ?? 0)) / seconds / count] as const,
    );
    const total = asked.reduce((sum, [, rate]) => sum + rate, 0);
    const most = asked.toSorted(([, one], [, other]) => other - one).slice(0, 6);
    console.log(
      `| ${count} | ${(each * count * 60).toFixed(1)} | ${percent(each * pictureSeconds)} | ${percent(each / ofOne)} | ${Math.max(...joins).toFixed(2)} s | ${total.toFixed(1)}: ${most.map(([name, rate]) => `${name} ${rate.toFixed(1)}`).join(', ')} |`,
    );
  }
  for (const worker of workers) worker.kill('SIGKILL');
  await fleet.close();
  client.disconnect();
  await redis.stop();
  process.exit();
}

function withImages(fleet: Renderer): Renderer<QueuedJob> {
  const withPhoto = (job: QueuedJob): JobRequest => ({
    ...job,
    content: photo,
    styles: [{image: photo, weight: 1}],
    frameEveryMs: 2_500,
  });
  return {...fleet, render: (job, options) => fleet.render(withPhoto(job), options)};
}

/** How often each command was called since Redis started, by scripts too. */
async function commands(client: Redis): Promise<Map<string, number>> {
  const lines = (await client.info('commandstats')).matchAll(/cmdstat_([^:]+):calls=(\d+)/g);
  return new Map([...lines].map(([, name = '', calls]) => [name, Number(calls)]));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
