import {AppError} from '../../errors.ts';
import type {JobRecord} from '../../jobs/job.ts';
import type {PersistentJobStore} from '../../jobs/store/store.ts';
import type {Services} from '../services.ts';
import {enqueue} from './accept-job.ts';
import {JobRun} from './job-run.ts';

/** Processes that may begin the same picture and die; a stop on purpose does not count. */
export const maxAttempts = 3;

/**
 * Goes on with what earlier processes left: puts accepted jobs back in line in the order of their turns, the one that
 * was being painted first, and tells the ends nobody was told. Resolves when all are in line; to be called before new
 * jobs can come. What goes wrong with one job is the end of that job only.
 */
export async function resumeJobs(
  services: Services,
  store: Pick<PersistentJobStore, 'listUnfinished' | 'lastTurns'>,
): Promise<void> {
  const left = inOrderOfTurns(store.listUnfinished(), store.lastTurns());
  const ways = await Promise.all(left.map((job) => findWay(services, job)));
  for (const [index, job] of left.entries()) {
    const {id: jobId, status, attempts} = job;
    services.log.info({jobId, status, attempts}, 'job of an earlier process found');
    ways[index]?.();
  }
}

/** What is to be done about a job, ready to be done at once. */
async function findWay(services: Services, job: JobRecord): Promise<() => void> {
  const {id, status, attempts, reply} = job;
  if (!reply) return () => abandon(services, job);
  const way = (go: (run: JobRun, signal: AbortSignal) => Promise<void>) => () =>
    inBackground(services, job, go);
  if (status !== 'accepted' && status !== 'running') return way((run) => run.tellEnd());
  if (attempts >= maxAttempts) return way((run) => run.fail(tooManyAttempts(attempts)));
  try {
    const inputs = await services.store.readInputs(id);
    return way((run, signal) => run.follow(enqueue(services, run, inputs, {signal, resumed: true}), signal));
  } catch (error) {
    return way((run) => run.fail(error));
  }
}

/**
 * The order in which jobs must join the line for turns to go on as they stood: what was being painted first, then by
 * the time since which each owner waits for a turn, which is since their last one ended or their first job came.
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

/** Nobody can be told: the job comes from a version that kept no way to its message. */
function abandon({store}: Services, {id}: JobRecord): void {
  const now = new Date().toISOString();
  store.update(id, {status: 'failed', failure: 'the bot restarted', finishedAt: now, toldAt: now});
}

function tooManyAttempts(attempts: number): AppError {
  return new AppError('GIVEN_UP', `${attempts} processes ended while painting this picture.`);
}

function inBackground(
  services: Services,
  job: JobRecord,
  work: (run: JobRun, signal: AbortSignal) => Promise<void>,
): void {
  const run = new JobRun(services, job, {resumed: true});
  services.active
    .run(job.id, (signal) => work(run, signal))
    .catch((err: unknown) => {
      services.log.error({err, jobId: job.id}, 'going on with a job failed');
    });
}
