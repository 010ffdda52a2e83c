/** A worker: paints on this machine for a bot elsewhere, which hands out its pictures through Redis. */
import {mkdirSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import dotenv from 'dotenv';
import type {Logger} from 'pino';
import {createLocalRenderer} from './bot/local-renderer.ts';
import {createLogger} from './bot/logger.ts';
import {createShutdown} from './bot/shutdown.ts';
import {parseWorkerConfig, secretsOf, type WorkerConfig} from './config.ts';
import {AppError} from './errors.ts';
import {lockDataDir} from './jobs/data-lock.ts';
import {type FleetWorkerNews, startFleetWorker} from './jobs/fleet/fleet-worker.ts';
import {deleteOldFiles} from './jobs/fleet/old-files.ts';

async function start(config: WorkerConfig, log: Logger): Promise<void> {
  const unlockDataDir = lockDataDir(config.dataDir, 'worker');
  const checkpoints = join(config.dataDir, 'worker');
  mkdirSync(checkpoints, {recursive: true});
  await deleteOldFiles(checkpoints);
  const renderer = createLocalRenderer(config, process.env, log);
  // A worker that cannot paint must not be given pictures.
  const {device, encoder} = await renderer.whenReady();
  const worker = startFleetWorker({
    ...config.redis,
    renderer,
    name: hostname(),
    checkpointFile: (jobId) => join(checkpoints, `${jobId}.checkpoint`),
    onNews: (news) => logNews(log, news),
  });
  log.info({device, encoder}, 'worker ready');
  const shutdown = createShutdown(
    [
      // The picture is given back with its state saved.
      {name: 'picture', limitMs: 6_000, run: () => worker.close()},
      {name: 'renderer', limitMs: 2_000, run: () => renderer.close()},
      {name: 'lock', limitMs: 100, run: unlockDataDir},
    ],
    log,
    (code) => process.exit(code),
  );
  process.on('SIGTERM', () => void shutdown('SIGTERM', 0));
  process.on('SIGINT', () => void shutdown('SIGINT', 0));
}

function logNews(log: Logger, news: FleetWorkerNews): void {
  switch (news.type) {
    case 'begun':
      log.info({jobId: news.jobId}, 'picture begun');
      break;
    case 'ended':
      if (news.error) log.error({jobId: news.jobId, err: news.error}, 'picture failed');
      else log.info({jobId: news.jobId, how: news.how}, 'picture ended');
      break;
    case 'trouble':
      log.error({err: news.error}, 'trouble with Redis');
      break;
  }
}

async function main(): Promise<void> {
  dotenv.config({quiet: true});
  const config = parseWorkerConfig(process.env);
  const log = createLogger({level: config.logLevel, secrets: secretsOf(config)});
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (err: unknown) => {
      log.fatal({err}, event);
      process.exit(1);
    });
  }
  await start(config, log);
}

main().catch((error: unknown) => {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
});
