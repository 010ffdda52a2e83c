/** What is done from time to time so that nothing is kept for longer than it may: expired tokens and old jobs go. */
import type {Charges} from './charges.ts';
import type {PersistentJobStore} from './store.ts';

export interface HousekeepingOptions {
  /** Jobs are kept for so many days after they ended. */
  retentionDays: number;
  onDeleted(jobs: number): void;
  onError(error: unknown): void;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Does everything once now, then tokens every minute and jobs every day, until the function returned is called. */
export function startHousekeeping(
  store: Pick<PersistentJobStore, 'dropExpiredTokens' | 'deleteOld'>,
  charges: Pick<Charges, 'dropOld'>,
  {retentionDays, onDeleted, onError}: HousekeepingOptions,
): () => void {
  function dropTokens(): void {
    try {
      store.dropExpiredTokens(new Date());
    } catch (error) {
      onError(error);
    }
  }

  async function deleteOld(): Promise<void> {
    try {
      charges.dropOld(new Date());
      const jobs = await store.deleteOld(new Date(Date.now() - retentionDays * dayMs));
      if (jobs > 0) onDeleted(jobs);
    } catch (error) {
      onError(error);
    }
  }

  dropTokens();
  void deleteOld();
  const timers = [setInterval(dropTokens, minuteMs), setInterval(() => void deleteOld(), dayMs)];
  for (const timer of timers) timer.unref();
  return () => timers.forEach(clearInterval);
}
