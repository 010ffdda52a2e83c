/** Regularly deletes expired tokens, old jobs and old charges, so that nothing is kept longer than allowed. */
import type {Charges} from './charges.ts';
import type {PersistentJobStore} from './store.ts';

export interface HousekeepingOptions {
  /** How many days jobs are kept after they end. */
  retentionDays: number;
  onDeleted(jobs: number): void;
  onError(error: unknown): void;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Runs once now, then every minute for tokens and every day for jobs, until the returned function is called. */
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
