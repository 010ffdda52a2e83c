/** A worker's entry point: it paints on this machine for a bot elsewhere. The bot hands out pictures through Redis. */
import {parseWorkerConfig} from './config.ts';
import {runProcess} from './host/run-process.ts';

await runProcess(
  process.env,
  parseWorkerConfig,
  ['libsql'],
  async (config, log) => {
    const {runWorker} = await import('./run-worker.ts');
    await runWorker(config, log);
  },
  {name: 'worker'},
);
