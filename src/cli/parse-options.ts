import {type ParseArgsConfig, parseArgs} from 'node:util';
import {UsageError} from './usage-error.ts';

/** Node's `parseArgs`, with the error messages of this command line. @throws UsageError */
export function parseOptions<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split(/\. |\n/);
    throw new UsageError(`${reason}; --help lists the options`, {cause});
  }
}
