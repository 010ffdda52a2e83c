/** A worker, put together from its parts. Imported only when its native libraries are known to load. */
import {hostname} from 'node:os';
import {join} from 'node:path';
import type {Logger} from 'pino';
import type {WorkerConfig} from './config.ts';
import {createFleetLog} from './host/fleet-log.ts';
import {openWorkerHealth} from './host/health/open-health.ts';
import {createLocalRenderer} from './host/local-renderer.ts';
import {stopInSteps} from './host/run-process.ts';
import {type FleetWorkerNews, startFleetWorker} from './jobs/fleet/fleet-worker.ts';
import {deleteOldFiles} from './jobs/fleet/old-files.ts';
import {lockDataDir} from './jobs/store/data-lock.ts';
import {makePrivateFolder} from './system/data-folder.ts';
import {ownVersion} from './system/own-version.ts';

export async function runWorker(config: WorkerConfig, log: Logger): Promise<void> {
  const unlockDataDir = lockDataDir(config.dataDir, 'worker');
  const health = await openWorkerHealth(config);
  const checkpoints = join(config.dataDir, 'worker');
  makePrivateFolder(checkpoints);
  await deleteOldFiles(checkpoints);
  const renderer = createLocalRenderer(config, process.env, log);
  // A worker that cannot paint must not be given pictures.
  const {device, encoder} = await renderer.whenReady();
  const version = ownVersion();
  // Two workers may share a machine.
  const name = `${hostname()}:${process.pid}`;
  const worker = startFleetWorker({
    ...config.redis,
    renderer,
    self: () => ({role: 'worker', name, version, ...renderer.identity()}),
    onMembers: createFleetLog(log),
    checkpointFile: (jobId) => join(checkpoints, `${jobId}.checkpoint`),
    onNews(news) {
      logNews(log, news);
      health.note(news);
    },
  });
  health.begin(
    {renderer: renderer.check, redis: () => (worker.reaches() ? undefined : 'Redis is out of reach')},
    {},
  );
  stopInSteps(
    [
      // Saves the state of the picture under way and gives it back.
      {name: 'picture', limitMs: 6_000, run: () => worker.close()},
      {name: 'renderer', limitMs: 2_000, run: () => renderer.close()},
      {name: 'health', limitMs: 100, run: () => health.close()},
      {name: 'lock', limitMs: 100, run: unlockDataDir},
    ],
    log,
  );
  await worker.connected;
  log.info({device, encoder, version, worker: name}, 'worker ready');
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
