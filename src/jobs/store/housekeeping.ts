/**
 * Regularly deletes expired tokens, old jobs, jobs that take too much room, drafts, old charges and reports, so that nothing is
 * kept longer than allowed.
 */
import type {Drafts} from '../drafts.ts';
import type {Charges} from './charges.ts';
import type {Reports} from './guilds/reports.ts';
import type {PersistentJobStore} from './store.ts';

export interface HousekeepingOptions {
  /** How many days jobs are kept after they end. Read each time, as is `maxDiskBytes`: both may change. */
  readonly retentionDays: number;
  /** What the files of all jobs may take; if absent, there is no limit. */
  readonly maxDiskBytes?: number | undefined;
  onDeleted(jobs: number): void;
  /** Called once a minute with the bytes of all jobs' files. If absent, they are measured for `maxDiskBytes` only. */
  onMeasured?(bytes: number): void;
  /** Too much is left although every job that may go is gone. Called once until that changes. */
  onFull(bytes: number): void;
  onError(error: unknown): void;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Runs once now, then every minute for tokens and room and every day for old jobs, until the returned function is called. */
export function startHousekeeping(
  store: Pick<PersistentJobStore, 'dropExpiredTokens' | 'deleteOld' | 'makeRoom'>,
  charges: Pick<Charges, 'dropOld'>,
  {drafts, reports}: {drafts: Pick<Drafts, 'dropOld'>; reports: Pick<Reports, 'dropOld'>},
  options: HousekeepingOptions,
): () => void {
  const {onMeasured, onDeleted, onFull, onError} = options;

  function dropTokens(): void {
    try {
      store.dropExpiredTokens(new Date());
    } catch (error) {
      onError(error);
    }
  }

  async function deleteOld(): Promise<void> {
    try {
      const before = new Date(Date.now() - options.retentionDays * dayMs);
      charges.dropOld(new Date());
      reports.dropOld(before);
      const [jobs] = await Promise.all([
        store.deleteOld(before),
        drafts.dropOld(new Date(Date.now() - dayMs)),
      ]);
      if (jobs > 0) onDeleted(jobs);
    } catch (error) {
      onError(error);
    }
  }

  let isMakingRoom = false;
  let isFull = false;
  async function makeRoom(): Promise<void> {
    const maxDiskBytes = options.maxDiskBytes ?? (onMeasured && Number.POSITIVE_INFINITY);
    if (maxDiskBytes === undefined || isMakingRoom) return;
    isMakingRoom = true;
    try {
      const {deleted, bytes} = await store.makeRoom(maxDiskBytes);
      onMeasured?.(bytes);
      if (deleted > 0) onDeleted(deleted);
      if (bytes > maxDiskBytes && !isFull) onFull(bytes);
      isFull = bytes > maxDiskBytes;
    } catch (error) {
      onError(error);
    } finally {
      isMakingRoom = false;
    }
  }

  dropTokens();
  void deleteOld().then(makeRoom);
  const timers = [
    setInterval(dropTokens, minuteMs),
    setInterval(() => void makeRoom(), minuteMs),
    setInterval(() => void deleteOld(), dayMs),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach(clearInterval);
}
