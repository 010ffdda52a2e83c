/** A worker, put together from its parts. Imported only when its native libraries are known to load. */
import {mkdirSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import type {Logger} from 'pino';
import type {WorkerConfig} from './config.ts';
import {createLocalRenderer} from './host/local-renderer.ts';
import {stopInSteps} from './host/run-process.ts';
import {type FleetWorkerNews, startFleetWorker} from './jobs/fleet/fleet-worker.ts';
import {deleteOldFiles} from './jobs/fleet/old-files.ts';
import {lockDataDir} from './jobs/store/data-lock.ts';

export async function runWorker(config: WorkerConfig, log: Logger): Promise<void> {
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
  stopInSteps(
    [
      // Saves the state of the picture under way and gives it back.
      {name: 'picture', limitMs: 6_000, run: () => worker.close()},
      {name: 'renderer', limitMs: 2_000, run: () => renderer.close()},
      {name: 'lock', limitMs: 100, run: unlockDataDir},
    ],
    log,
  );
  await worker.connected;
  log.info({device, encoder}, 'worker ready');
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
      log.error({err: news.error}, 'trouble with Redis; trying again');
      break;
    case 'recovered':
      log.info({}, 'Redis is reached again');
      break;
  }
}
