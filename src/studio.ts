/** Who paints for a bot: this machine, or the workers of a fleet. */
import {hostname} from 'node:os';
import {setTimeout as delay} from 'node:timers/promises';
import type {Logger} from 'pino';
import type {WorkerVitals} from './commands/owner/vitals.ts';
import type {Config, RedisConfig} from './config.ts';
import {AppError} from './errors.ts';
import {createFleetLog} from './host/fleet-log.ts';
import type {Check} from './host/health/readiness.ts';
import {createLocalRenderer} from './host/local-renderer.ts';
import type {Renderer} from './jobs/job.ts';
import type {HeldSlots} from './jobs/line/held-slots.ts';
import {typed} from './system/own-program.ts';
import {ownVersion} from './system/own-version.ts';

/** How long a Redis that is out of reach keeps an owner waiting. */
const rollMs = 3_000;

/** Something that paints, with a link to the queue. */
export interface Studio {
  renderer: Renderer;
  /** Lets the renderer say how many pictures it paints at once. */
  connect(slots: HeldSlots): void;
  /** Whether it can paint now. */
  checks: Record<string, Check>;
  /** How many workers are connected; absent if this machine paints. */
  workerCount?(): number;
  /** @param isPainting whether anything is being painted */
  workers(isPainting: boolean): Promise<readonly WorkerVitals[]>;
}

/** This machine paints, one picture at a time. */
export function localStudio(config: Config, env: NodeJS.ProcessEnv, log: Logger): Studio {
  const renderer = createLocalRenderer(config, env, log);
  let device: string | undefined;
  renderer
    .whenReady()
    .then((ready) => {
      device = ready.device;
    })
    .catch((err: unknown) => {
      const stopping = err instanceof AppError && err.code === 'SHUTTING_DOWN';
      if (!stopping) log.error({err}, 'the renderer is not ready; the next job will try again');
    });
  return {
    renderer,
    connect() {},
    checks: {renderer: renderer.check},
    workers: async (isPainting) => [{isPainting, ...(device !== undefined && {device})}],
  };
}

/** Workers on other machines paint, as many pictures at once as there are workers. */
export async function fleetStudio(redis: RedisConfig, log: Logger): Promise<Studio> {
  // Loaded only when needed: most bots paint on their own machine.
  const {createFleetRenderer} = await import('./jobs/fleet/fleet-renderer.ts');
  let slots: HeldSlots | undefined;
  let connectedWorkers = 0;
  let trouble: string | undefined;
  const renderer = createFleetRenderer({
    ...redis,
    name: hostname(),
    version: ownVersion(),
    onMembers: createFleetLog(log, {tellsWorkers: true}),
    onWorkers(workers) {
      connectedWorkers = workers;
      if (workers > 0) log.info({workers}, 'workers connected');
      else log.warn({}, `no worker is connected; pictures wait until one connects (${typed('worker')})`);
      slots?.set(workers);
    },
    onTrouble(err) {
      trouble = err.message;
      log.error({err}, 'trouble with Redis; pictures wait until it is over');
    },
    onOver() {
      trouble = undefined;
      log.info({}, 'Redis is reached again');
    },
  });
  return {
    renderer,
    connect(connected) {
      slots = connected;
      slots.set(0);
    },
    checks: {
      redis: () => trouble,
      workers: () => (connectedWorkers > 0 ? undefined : 'no worker is connected'),
    },
    workerCount: () => connectedWorkers,
    workers: async () =>
      (await Promise.race([renderer.workers(), delay(rollMs, undefined, {ref: false})])) ?? [],
  };
}
