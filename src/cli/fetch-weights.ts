/** `npm run weights`: brings the VGG19 weights into the data folder ahead of the first picture. */

import {loadEncoder} from '../nst/weights.ts';
import {vgg19WeightsFrom} from './engine-options.ts';
import {createProgressLine} from './progress-line.ts';
import {UsageError} from './usage-error.ts';

export async function fetchWeights(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (args.length > 0) throw new UsageError(`weights takes no arguments, received ${args.join(' ')}`);
  const line = createProgressLine(process.stderr);
  const options = vgg19WeightsFrom(env);
  const encoder = await loadEncoder(options, line.show).finally(line.end);
  process.stdout.write(`${encoder.name} is ready in ${options.dataDir}\n`);
}
