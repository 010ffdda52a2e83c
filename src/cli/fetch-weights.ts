/** `atelier weights`: fetches the VGG19 weights into the data folder before the first picture needs them. */

import {fetchVgg19, findVgg19} from '../nst/encoders/weights.ts';
import {placesFrom} from './engine-options.ts';
import {createProgressLine} from './stylize/progress-line.ts';
import {UsageError} from './usage-error.ts';

export async function fetchWeights(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (args.length > 0) throw new UsageError(`weights takes no arguments, received ${args.join(' ')}`);
  const line = createProgressLine(process.stderr);
  const places = placesFrom(env);
  try {
    const encoder = (await findVgg19(places, line.show)) ?? (await fetchVgg19(places.dataDir, line.show));
    line.end();
    process.stdout.write(`${encoder.name} is ready in ${places.dataDir}\n`);
  } finally {
    line.end();
  }
}
