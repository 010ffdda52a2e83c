/** `atelier doctor`: checks what painting needs, which device will paint, and what would be faster. */

import {typed} from '../../system/own-program.ts';
import {parseOptions} from '../parse-options.ts';
import {makeReport} from './report.ts';
import {describeReport} from './report-text.ts';

const help = `usage: ${typed('doctor', '[options]')}

  --json      print the findings as JSON
  --online    also ask Discord whether the token is valid, and the Redis in REDIS_URL for its workers; nothing else
              uses the network
  --help      show this help

Exits with code 0 when this machine can paint as configured, 1 when something prevents it.`;

export async function doctor(args: string[], env: NodeJS.ProcessEnv, examine = makeReport): Promise<void> {
  const flag = {type: 'boolean'} as const;
  const options = parseOptions({args, options: {json: flag, online: flag, help: flag}}).values;
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const report = await examine({
    env,
    online: options.online ?? false,
    say: (message) => process.stderr.write(`${message}\n`),
  });
  process.stdout.write(`${options.json ? JSON.stringify(report, undefined, 2) : describeReport(report)}\n`);
  if (report.problems.length > 0) process.exitCode = 1;
}
