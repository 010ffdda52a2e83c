/** How a process of the product, bot or worker, begins and ends. */
import dotenv from 'dotenv';
import type {Logger} from 'pino';
import {type EngineConfig, secretsOf} from '../config.ts';
import {AppError} from '../errors.ts';
import type {Log} from '../system/log.ts';
import {createLogger} from './logger.ts';
import {createShutdown, type ShutdownStep} from './shutdown.ts';

/**
 * Reads the configuration and runs the process with it. Errors nobody catches are logged and end it with code 1.
 * @param env the environment of this process; variables from the file `.env` are added to it
 */
export async function runProcess<Config extends EngineConfig>(
  env: NodeJS.ProcessEnv,
  parse: (env: NodeJS.ProcessEnv) => Config,
  run: (config: Config, log: Logger) => Promise<void>,
): Promise<void> {
  try {
    dotenv.config({quiet: true, processEnv: env as Record<string, string>});
    const config = parse(env);
    const log = createLogger({level: config.logLevel, secrets: secretsOf(config)});
    for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
      process.on(event, (err: unknown) => {
        log.fatal({err}, event);
        process.exit(1);
      });
    }
    await run(config, log);
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    process.exit(1);
  }
}

/** Runs these steps and ends the process on SIGTERM, on SIGINT, or when the returned function is called. */
export function stopInSteps(steps: readonly ShutdownStep[], log: Log): ReturnType<typeof createShutdown> {
  const shutdown = createShutdown(steps, log, (code) => process.exit(code));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutdown(signal, 0));
  return shutdown;
}
