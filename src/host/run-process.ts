/** How a process of the product, bot or worker, begins and ends. */
import type {Logger} from 'pino';
import {type EngineConfig, misspeltIn, secretsOf} from '../config.ts';
import {AppError} from '../errors.ts';
import type {Log} from '../system/log.ts';
import {type NativeLibrary, requireNatives} from '../system/native-library.ts';
import {useProxies} from '../system/network.ts';
import {readEnvironmentFile} from './environment-file.ts';
import {createLogger} from './logger.ts';
import {createShutdown, type ShutdownStep} from './shutdown.ts';

/**
 * Reads the configuration and runs the process with it. Errors nobody catches are logged and end it with code 1.
 * @param env the environment of this process; variables from the file `.env` are added to it
 * @param natives libraries that `run` imports; it is called only if they can be loaded
 */
export async function runProcess<Config extends EngineConfig>(
  env: NodeJS.ProcessEnv,
  parse: (env: NodeJS.ProcessEnv) => Config,
  natives: readonly NativeLibrary[],
  run: (config: Config, log: Logger) => Promise<void>,
): Promise<void> {
  try {
    readEnvironmentFile(env);
    const config = parse(env);
    await requireNatives(natives);
    useProxies(config.proxy);
    const log = createLogger({level: config.logLevel, secrets: secretsOf(config)});
    for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
      process.on(event, (err: unknown) => {
        log.fatal({err}, event);
        process.exit(1);
      });
    }
    for (const problem of misspeltIn(env)) log.warn({}, problem);
    if (env.npm_lifecycle_event !== undefined) endWithNpm();
    await run(config, log);
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    process.exit(1);
  }
}

const watchMs = 500;

/** npm passes SIGHUP to nobody and SIGTERM only to a shell. When it is gone, the process ends as with its terminal. */
function endWithNpm(parent = process.ppid): void {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGHUP');
  }, watchMs);
  watch.unref();
}

const endSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Runs these steps and ends the process on SIGTERM, SIGINT or SIGHUP, or when the returned function is called. */
export function stopInSteps(steps: readonly ShutdownStep[], log: Log): ReturnType<typeof createShutdown> {
  const shutdown = createShutdown(steps, log, (code) => process.exit(code));
  for (const signal of endSignals) process.on(signal, () => void shutdown(signal, 0));
  return shutdown;
}
