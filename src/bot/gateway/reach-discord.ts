import {setTimeout as delay} from 'node:timers/promises';
import {AppError} from '../../errors.ts';
import type {Log} from '../../system/log.ts';
import {pauseAfter} from './backoff.ts';
import {troubleOf} from './discord-trouble.ts';

export interface ReachOptions {
  apiBase: string;
  log: Log;
  wait?(ms: number): Promise<unknown>;
}

/**
 * Asks Discord until it answers, with growing pauses; the log says what is wrong each time, and once when it is over.
 * @throws AppError `BAD_CONFIG` when trying again will not help
 */
export async function reachDiscord<Answer>(
  ask: () => Promise<Answer>,
  {apiBase, log, wait = (ms) => delay(ms)}: ReachOptions,
): Promise<Answer> {
  for (let failures = 0; ; ) {
    try {
      const answer = await ask();
      if (failures > 0) log.info({failures}, 'Discord is reached');
      return answer;
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      const {words, lasting} = troubleOf(cause, apiBase);
      if (lasting) throw new AppError('BAD_CONFIG', words, {cause});
      failures += 1;
      const pause = pauseAfter(failures);
      log.warn({retryInSeconds: pause / 1000}, `${words} Trying again.`);
      await wait(pause);
    }
  }
}
