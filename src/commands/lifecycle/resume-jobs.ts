import {AppError} from '../../errors.ts';
import type {JobRecord} from '../../jobs/job.ts';
import type {PersistentJobStore} from '../../jobs/store/store.ts';
import type {Services} from '../services.ts';
import {enqueue} from './accept-job.ts';
import type {JobSignals} from './active-jobs.ts';
import {JobRun} from './job-run.ts';

/** How many processes may die while painting the same picture; deliberate stops do not count. */
export const maxAttempts = 3;

/**
 * Continues what earlier processes left. Puts unfinished jobs back in line in the order of their turns, starting with
 * those that were being painted, and tells people how jobs ended if nobody told them. Call it before new jobs can come.
 * An error in one job ends only that job.
 */
export function resumeJobs(
  services: Services,
  store: Pick<PersistentJobStore, 'listUnfinished' | 'lastTurns'>,
): void {
  for (const job of inOrderOfTurns(store.listUnfinished(), store.lastTurns())) {
    const {id: jobId, status, attempts} = job;
    services.log.info({jobId, status, attempts}, 'found a job of an earlier process');
    if (job.reply) goOn(services, job);
    else abandon(services, job);
  }
}

function goOn(services: Services, job: JobRecord): void {
  const {id: jobId, status, attempts} = job;
  const run = new JobRun(services, job, {resumed: true});
  const go = (signals: JobSignals): Promise<void> => {
    if (status !== 'accepted' && status !== 'running') return run.tellEnd(signals);
    if (attempts >= maxAttempts) return run.fail(tooManyAttempts(attempts), signals);
    return run.follow(enqueue(services, run, {signal: signals.painting, resumed: true}), signals);
  };
  services.active.run(jobId, go).catch((err: unknown) => {
    services.log.error({err, jobId}, 'could not continue a job');
  });
}

/**
 * The order in which jobs must join the line to keep the turns as they were. Jobs that were being painted come first.
 * The rest follow by the time since which their owner has waited for a turn: since the owner's last turn ended or
 * their first job came, whichever was later.
 */
export function inOrderOfTurns(
  jobs: readonly JobRecord[],
  lastTurns: ReadonlyMap<string, string>,
): JobRecord[] {
  const since = new Map<string, string>();
  for (const {owner, status, createdAt} of jobs) {
    if (status !== 'accepted' || since.has(owner)) continue;
    const lastTurn = lastTurns.get(owner) ?? '';
    since.set(owner, lastTurn > createdAt ? lastTurn : createdAt);
  }
  const key = ({status, owner}: JobRecord) => (status === 'accepted' ? (since.get(owner) ?? '') : '');
  return jobs.toSorted((a, b) => key(a).localeCompare(key(b)));
}

/** For jobs from a version that did not store how to reach the message, so nobody can be told. */
function abandon({store}: Services, {id}: JobRecord): void {
  const now = new Date().toISOString();
  store.update(id, {status: 'failed', failure: 'the bot restarted', finishedAt: now, toldAt: now});
}

function tooManyAttempts(attempts: number): AppError {
  return new AppError('GIVEN_UP', `${attempts} processes ended while painting this picture.`);
}
