/**
 * What bot and worker tell an operator's tools, if `HEALTH_PORT` is set; otherwise nothing is counted. Whoever counts gets
 * plain data and never asks back: what is true now is asked of the process only when somebody looks.
 */
import type {Registry} from 'prom-client';
import type {FleetWorkerNews} from '../../jobs/fleet/fleet-worker.ts';
import {ownVersion} from '../../system/own-version.ts';
import type {BotNews, BotState} from './bot-metrics.ts';
import {type HealthAddress, startHealthServer} from './health-server.ts';
import {type Check, examine} from './readiness.ts';

export interface HealthOptions {
  /** If absent, nobody is answered. */
  health?: HealthAddress;
  dataDir: string;
}

export interface Health<News, State> {
  /** Counts what has happened. */
  note(news: News): void;
  /** Everything is put together: from now on these checks decide whether it is ready. */
  begin(checks: Readonly<Record<string, Check>>, state: State): void;
  close(): Promise<void>;
}

export type BotHealth = Health<BotNews, BotState>;
export type WorkerHealth = Health<FleetWorkerNews, object>;

/** @throws AppError `BAD_CONFIG` when nobody can listen there */
export function openBotHealth(options: HealthOptions): Promise<BotHealth> {
  return open(options, async () => (await import('./bot-metrics.ts')).measureBot);
}

/** @throws AppError `BAD_CONFIG` when nobody can listen there */
export function openWorkerHealth(options: HealthOptions): Promise<WorkerHealth> {
  return open(options, async () => (await import('./worker-metrics.ts')).measureWorker);
}

type Measure<News, State> = (registry: Registry, state: State) => (news: News) => void;

async function open<News, State>(
  {health, dataDir}: HealthOptions,
  load: () => Promise<Measure<News, State>>,
): Promise<Health<News, State>> {
  if (!health) return {note() {}, begin() {}, async close() {}};
  const [{createRegistry}, measure] = await Promise.all([import('./registry.ts'), load()]);
  const version = ownVersion();
  let checks: Readonly<Record<string, Check>> = {start: () => 'it is still starting'};
  let count: (news: News) => void = () => {};
  const problems = () => examine(checks);
  const registry = createRegistry({version, dataDir, parts: () => Object.keys(checks), problems});
  const server = await startHealthServer(health, {
    version,
    problems,
    metrics: async () => ({type: registry.contentType, text: await registry.metrics()}),
  });
  return {
    note: (news) => count(news),
    begin(whole, state) {
      checks = whole;
      count = measure(registry, state);
    },
    close: () => server.close(),
  };
}
