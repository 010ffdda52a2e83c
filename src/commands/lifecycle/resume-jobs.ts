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
 * those that were being painted, and tells people how jobs ended if nobody told them. Resolves when all are in line.
 * Call it before new jobs can come. An error in one job ends only that job.
 */
export async function resumeJobs(
  services: Services,
  store: Pick<PersistentJobStore, 'listUnfinished' | 'lastTurns'>,
): Promise<void> {
  const left = inOrderOfTurns(store.listUnfinished(), store.lastTurns());
  const ways = await Promise.all(left.map((job) => findWay(services, job)));
  for (const [index, job] of left.entries()) {
    const {id: jobId, status, attempts} = job;
    services.log.info({jobId, status, attempts}, 'found a job of an earlier process');
    ways[index]?.();
  }
}

/** Prepares what to do about a job and returns a function that does it at once. */
async function findWay(services: Services, job: JobRecord): Promise<() => void> {
  const {id, status, attempts, reply} = job;
  if (!reply) return () => abandon(services, job);
  const way = (go: Going) => () => inBackground(services, job, go);
  if (status !== 'accepted' && status !== 'running') return way((run, signals) => run.tellEnd(signals));
  if (attempts >= maxAttempts) return way((run, signals) => run.fail(tooManyAttempts(attempts), signals));
  try {
    const inputs = await services.store.readInputs(id);
    return way((run, signals) => {
      const {painting: signal} = signals;
      return run.follow(enqueue(services, run, inputs, {signal, resumed: true}), signals);
    });
  } catch (error) {
    return way((run, signals) => run.fail(error, signals));
  }
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

type Going = (run: JobRun, signals: JobSignals) => Promise<void>;

function inBackground(services: Services, job: JobRecord, go: Going): void {
  const run = new JobRun(services, job, {resumed: true});
  services.active
    .run(job.id, (signals) => go(run, signals))
    .catch((err: unknown) => {
      services.log.error({err, jobId: job.id}, 'could not continue a job');
    });
}
