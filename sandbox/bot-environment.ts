import {resolve} from 'node:path';
import {cachedVgg19} from '../src/nst/encoders/weights.ts';

/** Chooses VGG19 if its weights are here, otherwise the bundled encoder, so that nobody waits for a download. */
export function botEnvironment(dataDir: string): Record<string, string | undefined> {
  const {ATELIER_WEIGHTS, WEIGHTS, DEVICE} = process.env;
  const vgg19 = ATELIER_WEIGHTS ? resolve(ATELIER_WEIGHTS) : cachedVgg19(resolve(dataDir));
  return {
    ATELIER_WEIGHTS: vgg19,
    WEIGHTS: WEIGHTS ?? (vgg19 ? 'auto' : 'bundled'),
    DEVICE,
    // One person plays here, and presses many buttons.
    COOLDOWN_SECONDS: '0',
    DAILY_QUOTA: '0',
    LOG_LEVEL: 'debug',
  };
}
