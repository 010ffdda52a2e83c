import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {Counter, Gauge, Histogram, type Registry} from 'prom-client';
import type {JobNews} from '../../jobs/job-news.ts';
import {countBy, measurePainting} from './registry.ts';

/** What happens in a bot, as plain data. */
export type BotNews =
  | JobNews
  /** Discord has answered a request, or not. */
  | {type: 'request'; kind: string; status: string}
  /** A request waits, because it would exceed one of Discord's limits. */
  | {type: 'request-held'}
  | {type: 'gateway-closed'; shard: number}
  | {type: 'files-measured'; bytes: number};

/** What a bot is asked when somebody looks. */
export interface BotState {
  dataDir: string;
  queue(): {waiting: number; running: number};
  /** How many workers are connected; absent if this machine paints. */
  workers?(): number;
  /** This process' own shards. */
  shards(): readonly {shard: number; connected: boolean; pingMs?: number}[];
}

const waitBuckets = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 3_600, 10_800];

/** Returns what counts each piece of news. */
export function measureBot(registry: Registry, state: BotState): (news: BotNews) => void {
  const registers = [registry];
  const countEnd = countBy(registry, {
    name: 'atelier_jobs_total',
    help: 'Jobs by how they ended.',
    label: 'end',
    values: ['done', 'failed', 'cancelled'],
  });
  const failures = new Counter({
    name: 'atelier_job_failures_total',
    help: 'Failed jobs by the code of their error; BUG for one that nobody expected.',
    labelNames: ['code'],
    registers,
  });
  const observePainting = measurePainting(registry, 'atelier_painting_seconds');
  const waits = new Histogram({
    name: 'atelier_queue_wait_seconds',
    help: 'How long a job waited for its turn.',
    buckets: waitBuckets,
    registers,
  });
  const requests = new Counter({
    name: 'atelier_discord_requests_total',
    help: "Requests to Discord's API by kind and status; none: there was no answer.",
    labelNames: ['kind', 'status'],
    registers,
  });
  requests.inc({kind: 'edit', status: '2xx'}, 0);
  const held = new Counter({
    name: 'atelier_discord_requests_held_total',
    help: "Requests that waited because they would have exceeded one of Discord's limits.",
    registers,
  });
  const closings = new Counter({
    name: 'atelier_gateway_closings_total',
    help: 'How often the connection of a shard was closed; each is followed by a reconnection.',
    labelNames: ['shard'],
    registers,
  });
  const files = new Gauge({
    name: 'atelier_job_files_bytes',
    help: 'Bytes of the photos, frames and pictures of all jobs, measured once a minute.',
    registers,
  });
  gaugeState(registry, state);

  return (news) => {
    switch (news.type) {
      case 'job-begun':
        waits.observe(news.waitedSeconds);
        break;
      case 'job-ended':
        countEnd(news.status);
        if (news.painted) observePainting(news.painted);
        if (news.code !== undefined) failures.inc({code: news.code});
        break;
      case 'request':
        requests.inc({kind: news.kind, status: news.status});
        break;
      case 'request-held':
        held.inc();
        break;
      case 'gateway-closed':
        closings.inc({shard: news.shard});
        break;
      case 'files-measured':
        files.set(news.bytes);
        break;
    }
  };
}

function gaugeState(registry: Registry, {queue, workers, shards, dataDir}: BotState): void {
  const registers = [registry];
  new Gauge({
    name: 'atelier_queue_jobs',
    help: 'Jobs in line now.',
    labelNames: ['state'],
    registers,
    collect() {
      const {waiting, running} = queue();
      this.set({state: 'waiting'}, waiting);
      this.set({state: 'running'}, running);
    },
  });
  new Gauge({
    name: 'atelier_workers',
    help: 'Workers that are connected; nothing if the bot paints itself.',
    registers,
    collect() {
      if (workers) this.set(workers());
      else this.remove();
    },
  });
  new Gauge({
    name: 'atelier_gateway_up',
    help: '1 if the shard is connected, else 0.',
    labelNames: ['shard'],
    registers,
    collect() {
      for (const {shard, connected} of shards()) this.set({shard}, connected ? 1 : 0);
    },
  });
  new Gauge({
    name: 'atelier_gateway_ping_seconds',
    help: "How long Discord took to answer the shard's last heartbeat.",
    labelNames: ['shard'],
    registers,
    collect() {
      this.reset();
      for (const {shard, pingMs} of shards()) if (pingMs !== undefined) this.set({shard}, pingMs / 1000);
    },
  });
  new Gauge({
    name: 'atelier_database_bytes',
    help: 'Bytes of jobs.db and its log.',
    registers,
    async collect() {
      const sizes = await Promise.all(
        ['jobs.db', 'jobs.db-wal'].map((name) =>
          stat(join(dataDir, name)).then(
            ({size}) => size,
            () => 0,
          ),
        ),
      );
      this.set(sizes.reduce((sum, size) => sum + size, 0));
    },
  });
}
