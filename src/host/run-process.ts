/** How a process of the product, bot or worker, begins and ends. */
import type {Logger} from 'pino';
import {type EngineConfig, misspeltIn, secretsOf} from '../config.ts';
import type {Reload} from '../config-changes.ts';
import {AppError} from '../errors.ts';
import type {Log} from '../system/log.ts';
import {type NativeLibrary, requireNatives} from '../system/native-library.ts';
import {useProxies} from '../system/network.ts';
import {readEnvironmentFile} from './environment-file.ts';
import {createErrorMemory, type ErrorMemory} from './error-memory.ts';
import {exitCodeFor} from './exit-code.ts';
import {createLogger} from './logger.ts';
import {createReload} from './reload.ts';
import {createShutdown, type ShutdownStep} from './shutdown.ts';
import {linesTo} from './standard-output.ts';

/** What a process can ask about itself. */
export interface Self {
  /** The latest errors in its log. */
  errors: Pick<ErrorMemory, 'list'>;
  /** Reads `.env` again, as SIGUSR2 does; `by` says in the log who wanted it. */
  reload(by: string): Reload;
}

export interface ProcessOptions {
  /** Names the process in each line of its log; a command without a name says in plain words why it failed. */
  name?: string;
}

/**
 * Reads the configuration and runs the process with it. Errors nobody catches are logged and end it, with a code that
 * says whether starting it again may help.
 * @param env the environment of this process; variables from the file `.env` are added to it
 * @param natives libraries that `run` imports; it is called only if they can be loaded
 */
export async function runProcess<Config extends EngineConfig>(
  env: NodeJS.ProcessEnv,
  parse: (env: NodeJS.ProcessEnv) => Config,
  natives: readonly NativeLibrary[],
  run: (config: Config, log: Logger, self: Self) => Promise<void>,
  {name}: ProcessOptions = {},
): Promise<void> {
  // What bot and worker write is nobody else's business: photos, tokens, records.
  if (name !== undefined) process.umask(0o077);
  let secrets: readonly string[] = [];
  let reload: ((by: string) => Reload) | undefined;
  // Without a listener, the signal would end the process; while it starts, it reads the file anyway.
  if (name !== undefined) process.on('SIGUSR2', () => reload?.('SIGUSR2'));
  try {
    const given = {...env};
    readEnvironmentFile(env);
    const config = parse(env);
    await requireNatives(natives);
    useProxies(config.proxy);
    secrets = secretsOf(config);
    const errors = createErrorMemory();
    const log = createLogger({level: config.logLevel, secrets, name}, errors.listening(linesTo()));
    for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
      process.on(event, (err: unknown) => {
        log.fatal({err}, event);
        process.exit(1);
      });
    }
    for (const problem of misspeltIn(env)) log.warn({}, problem);
    if (env.npm_lifecycle_event !== undefined) endWithNpm();
    const read = createReload({given, config, parse, log});
    reload = read;
    await run(config, log, {errors, reload: read});
  } catch (error) {
    // In a terminal a person reads it, elsewhere what reads the log.
    if (name === undefined || process.stdout.isTTY) {
      console.error(error instanceof AppError ? error.message : error);
    } else {
      const log = createLogger({level: 'fatal', secrets, name});
      if (error instanceof AppError) log.fatal({}, error.message);
      else log.fatal({err: error}, 'could not start');
    }
    process.exit(exitCodeFor(error));
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
