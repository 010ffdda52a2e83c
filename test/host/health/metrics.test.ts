import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Registry} from 'prom-client';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type BotState, measureBot} from '../../../src/host/health/bot-metrics.ts';
import {createRegistry, measurePainting} from '../../../src/host/health/registry.ts';
import {measureWorker} from '../../../src/host/health/worker-metrics.ts';
import {namesIn, queries, seriesIn, valueIn} from '../../fixtures/dashboard.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'atelier-metrics-'));
});
afterEach(() => rmSync(dataDir, {recursive: true}));

function registryOf(problems: Record<string, string> = {}): Registry {
  return createRegistry({
    version: '1.2.3',
    dataDir,
    parts: () => ['gateway', 'store'],
    problems: async () => problems,
  });
}

const idle: Omit<BotState, 'dataDir'> = {
  queue: () => ({waiting: 0, running: 0}),
  shards: () => [{shard: 0, connected: true, pingMs: 40}],
};

const painted = {quality: 'draft', device: 'cpu', seconds: 3} as const;

describe('a bot', () => {
  test('counts what it is told, with zeros for what has not happened yet', async () => {
    const registry = registryOf();
    const note = measureBot(registry, {...idle, dataDir});
    note({type: 'job-begun', waitedSeconds: 7});
    note({type: 'job-ended', status: 'done', painted});
    note({type: 'job-ended', status: 'failed', code: 'RENDER_TIMEOUT'});
    note({type: 'request', kind: 'edit', status: '429'});
    note({type: 'request-held'});
    note({type: 'gateway-closed', shard: 3});
    note({type: 'files-measured', bytes: 5_000});
    const text = await registry.metrics();
    const values = Object.fromEntries(
      [
        'atelier_jobs_total{end="done"}',
        'atelier_jobs_total{end="failed"}',
        'atelier_jobs_total{end="cancelled"}',
        'atelier_job_failures_total{code="RENDER_TIMEOUT"}',
        'atelier_painting_seconds_bucket{le="2.5",quality="draft",device="cpu"}',
        'atelier_painting_seconds_bucket{le="5",quality="draft",device="cpu"}',
        'atelier_painting_seconds_sum{quality="draft",device="cpu"}',
        'atelier_queue_wait_seconds_bucket{le="5"}',
        'atelier_queue_wait_seconds_bucket{le="15"}',
        'atelier_discord_requests_total{kind="edit",status="2xx"}',
        'atelier_discord_requests_total{kind="edit",status="429"}',
        'atelier_discord_requests_held_total',
        'atelier_gateway_closings_total{shard="3"}',
        'atelier_job_files_bytes',
        'atelier_build_info{version="1.2.3"}',
      ].map((series) => [series, valueIn(text, series)]),
    );
    expect(Object.values(values), JSON.stringify(values, undefined, 1)).toEqual([
      1, 1, 0, 1, 0, 1, 3, 0, 1, 0, 1, 1, 1, 5_000, 1,
    ]);
  });

  test('asks for the present only when somebody looks', async () => {
    const registry = registryOf({store: 'full'});
    let waiting = 2;
    let ping: {pingMs?: number} = {};
    writeFileSync(join(dataDir, 'jobs.db'), Buffer.alloc(100));
    writeFileSync(join(dataDir, 'jobs.db-wal'), Buffer.alloc(11));
    measureBot(registry, {
      dataDir,
      queue: () => ({waiting, running: 1}),
      workers: () => 3,
      shards: () => [
        {shard: 4, connected: true, ...ping},
        {shard: 5, connected: false},
      ],
    });
    const before = await registry.metrics();
    expect(valueIn(before, 'atelier_gateway_ping_seconds{shard="4"}')).toBeUndefined();
    waiting = 9;
    ping = {pingMs: 50};
    const text = await registry.metrics();
    expect(valueIn(text, 'atelier_queue_jobs{state="waiting"}')).toBe(9);
    expect(valueIn(text, 'atelier_queue_jobs{state="running"}')).toBe(1);
    expect(valueIn(text, 'atelier_workers')).toBe(3);
    expect(valueIn(text, 'atelier_gateway_up{shard="4"}')).toBe(1);
    expect(valueIn(text, 'atelier_gateway_up{shard="5"}')).toBe(0);
    expect(valueIn(text, 'atelier_gateway_ping_seconds{shard="4"}')).toBe(0.05);
    expect(valueIn(text, 'atelier_database_bytes')).toBe(111);
    expect(valueIn(text, 'atelier_ready{part="gateway"}')).toBe(1);
    expect(valueIn(text, 'atelier_ready{part="store"}')).toBe(0);
    expect(valueIn(text, 'atelier_disk_free_bytes')).toBeGreaterThan(0);
  });

  test('that paints itself has no number of workers, not even 0', async () => {
    const registry = registryOf();
    measureBot(registry, {...idle, dataDir});
    expect(valueIn(await registry.metrics(), 'atelier_workers')).toBeUndefined();
  });
});

test('a worker counts its pictures, and is busy while it has one', async () => {
  const registry = registryOf();
  const note = measureWorker(registry);
  note({type: 'begun', jobId: 'a'});
  expect(valueIn(await registry.metrics(), 'atelier_worker_busy')).toBe(1);
  note({type: 'ended', jobId: 'a', how: 'done', painted});
  note({type: 'trouble', error: new Error('no Redis')});
  const text = await registry.metrics();
  expect(valueIn(text, 'atelier_worker_busy')).toBe(0);
  expect(valueIn(text, 'atelier_worker_pictures_total{end="done"}')).toBe(1);
  expect(valueIn(text, 'atelier_worker_pictures_total{end="given back"}')).toBe(0);
  expect(valueIn(text, 'atelier_worker_painting_seconds_count{quality="draft",device="cpu"}')).toBe(1);
});

test('however many devices workers name, there are only a few time series', async () => {
  const registry = new Registry();
  const note = measurePainting(registry, 'seconds');
  for (let index = 0; index < 500; index += 1) note({quality: 'draft', device: `card-${index}`, seconds: 1});
  note({quality: 'draft', device: 'a "device" of evil\n', seconds: 1});
  const counts = (await registry.metrics()).match(/^seconds_count.*$/gm) ?? [];
  expect(counts).toHaveLength(17);
  expect(counts).toContain('seconds_count{quality="draft",device="other"} 485');
});

test('every name in the Grafana dashboard is one that /metrics of a bot or a worker gives', async () => {
  const [bot, worker] = [registryOf(), registryOf()];
  measureBot(bot, {...idle, dataDir});
  measureWorker(worker);
  const texts = await Promise.all([bot, worker].map((registry) => registry.metrics()));
  const known = new Set(texts.flatMap(seriesIn));
  const ofPart = ['part', 'state', 'version', 'end', 'code', 'quality', 'device', 'shard', 'kind', 'status'];
  const names = queries.map(namesIn);
  expect(queries.length).toBeGreaterThan(20);
  expect(names.every(({series}) => series.length > 0)).toBe(true);
  expect(names.flatMap(({series}) => series).filter((name) => !known.has(name))).toEqual([]);
  expect(names.flatMap(({labels}) => labels).filter((label) => !ofPart.includes(label))).toEqual([]);
});

test('the page on monitoring names exactly what the product measures', async () => {
  const [bot, worker] = [registryOf(), registryOf()];
  measureBot(bot, {...idle, dataDir});
  measureWorker(worker);
  const measured = [bot, worker].flatMap((registry) => registry.getMetricsAsArray().map(({name}) => name));
  const page = readFileSync(new URL('../../../docs/monitoring.md', import.meta.url), 'utf8');
  const named = [...page.matchAll(/atelier_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
  const own = measured.filter((name) => name.startsWith('atelier_'));
  expect([...new Set(named)].toSorted()).toEqual([...new Set(own)].toSorted());
});

test('everything of the product that is measured is on the dashboard', async () => {
  const registry = registryOf();
  measureBot(registry, {...idle, dataDir});
  const shown = queries.flatMap((query) =>
    namesIn(query).series.map((name) => name.replace(/_(bucket|sum|count)$/, '')),
  );
  const measured = registry.getMetricsAsArray().map(({name}) => name);
  const own = measured.filter((name) => name.startsWith('atelier_'));
  expect(own.filter((name) => !shown.includes(name))).toEqual([]);
});
