/** `atelier health`: asks a bot or worker on this machine whether it is ready. Containers have it as their health check. */
import {get} from 'node:http';
import {z} from 'zod';
import {parseHealth} from '../config.ts';
import {AppError} from '../errors.ts';
import {typed} from '../system/own-program.ts';
import {parseOptions} from './parse-options.ts';

const help = `usage: ${typed('health', '[options]')}

  --live    ask only whether the process answers, not whether it is ready to work
  --help    show this help

Asks at HEALTH_PORT on this machine. Exits with code 0 when the answer is yes, otherwise 1.`;

const patienceMs = 5_000;
/** Addresses that mean every address of this machine, and where to ask instead. */
const everywhere: Readonly<Record<string, string>> = {'0.0.0.0': '127.0.0.1', '::': '::1'};

const answerSchema = z.object({version: z.string(), problems: z.record(z.string(), z.string()).default({})});

export async function health(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const flag = {type: 'boolean'} as const;
  const options = parseOptions({args, options: {live: flag, help: flag}}).values;
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const address = parseHealth(env);
  if (!address)
    throw new AppError('BAD_CONFIG', 'HEALTH_PORT: expected the port of a bot or worker, got nothing');
  const {host, port} = {...address, host: everywhere[address.host] ?? address.host};
  const {version, problems} = answerSchema.parse(
    JSON.parse(await ask(host, port, options.live ? '/livez' : '/readyz')),
  );
  const lines = Object.entries(problems).map(([part, problem]) => `  ${part}: ${problem}`);
  if (lines.length > 0) process.exitCode = 1;
  const verdict = lines.length > 0 ? 'not ready:' : options.live ? 'alive' : 'ready';
  process.stdout.write(`atelier ${version}: ${[verdict, ...lines].join('\n')}\n`);
}

/** Not by `fetch`, which would go through a proxy. */
function ask(host: string, port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) =>
      reject(new Error(`nothing answers at ${host}:${port} as a bot or worker does (${why})`, {cause}));
    get({host, port, path, signal: AbortSignal.timeout(patienceMs)}, (answer) => {
      if (answer.statusCode !== 200 && answer.statusCode !== 503) fail(`status ${answer.statusCode}`);
      answer.setEncoding('utf8');
      answer.toArray().then((parts) => resolve(parts.join('')), fail);
    }).on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message, error));
  });
}
