/**
 * Reads `.env` again while the process runs. Variables that the process was started with win over the file, as at the
 * start. A configuration with any mistake in it changes nothing.
 */
import type {Logger} from 'pino';
import {type EngineConfig, misspeltIn} from '../config.ts';
import {adoptConfig, type Reload, type Reread} from '../config-changes.ts';
import {AppError} from '../errors.ts';
import {readEnvironmentFile} from './environment-file.ts';

export interface ReloadOptions<Config> {
  /** What the process was started with. */
  given: Readonly<NodeJS.ProcessEnv>;
  /** Changed in place; whoever may see a change reads it anew each time. */
  config: Config;
  parse(env: NodeJS.ProcessEnv): Config;
  log: Logger;
}

/** The returned function reads the file again; `by` says in the log who wanted it. */
export function createReload<Config extends EngineConfig>({
  given,
  config,
  parse,
  log,
}: ReloadOptions<Config>): (by: string) => Reload {
  return (by) => {
    try {
      const env = {...given};
      readEnvironmentFile(env);
      const changes = adoptConfig(config, parse(env));
      const reread = {...changes, overridden: overriddenIn(given), misspelt: misspeltIn(env)};
      // Said at the more talkative of both levels, so that nobody is left without an answer.
      if (!log.isLevelEnabled('info')) log.level = config.logLevel;
      log.info({by, ...reread}, summaryOf(reread));
      log.level = config.logLevel;
      return {type: 'read', reread};
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.error({by}, `The configuration stays as it is. ${error.message}`);
      return {type: 'refused', problem: error.message};
    }
  };
}

function overriddenIn(given: Readonly<NodeJS.ProcessEnv>): string[] {
  const file: NodeJS.ProcessEnv = {};
  readEnvironmentFile(file);
  return Object.keys(file).filter((name) => name in given && file[name] !== given[name]);
}

function summaryOf({adopted, needRestart}: Reread): string {
  if (adopted.length + needRestart.length === 0) return 'configuration read again; nothing has changed';
  return needRestart.length > 0
    ? 'configuration read again; some of what has changed needs a restart'
    : 'configuration read again';
}
