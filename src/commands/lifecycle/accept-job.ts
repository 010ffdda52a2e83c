import {randomUUID} from 'node:crypto';
import type {JobEvent, JobInputs, JobRecord} from '../../jobs/job.ts';
import {chargeFor} from '../access/credit.ts';
import {acceptedLine} from '../guilds/guild-log.ts';
import type {Conversation} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {JobRun} from './job-run.ts';

/** What somebody asked for. */
export type JobOrder = Pick<
  JobRecord,
  'owner' | 'settings' | 'styles' | 'spoiler' | 'parentId' | 'note' | 'noted'
> & {
  /** Its `styles` are in the same order as the record's. */
  inputs: JobInputs;
};

/** A job that is in line. */
export interface Accepted {
  /** Resolves when its message tells the end, or when this process stops following it. */
  ended: Promise<void>;
}

/**
 * Accepts a job: stores it, charges its owner and puts it in line. Resolves when that is done, so that nobody keeps the
 * images in memory while the job waits. From then on, one message shows how it goes.
 * @throws AppError if it is not accepted; an accepted job tells of its failure itself
 */
export async function acceptJob(
  services: Services,
  {inputs, ...order}: JobOrder,
  {place}: Pick<Conversation, 'place'>,
): Promise<Accepted> {
  const job: JobRecord = {
    ...order,
    ...place,
    id: randomUUID(),
    status: 'accepted',
    attempts: 0,
    createdAt: new Date().toISOString(),
  };
  const activity = services.active.begin(job.id);
  try {
    await services.store.add(job, inputs);
    const run = new JobRun(services, job);
    const events = await submit(services, run, activity.painting);
    announce(services, job);
    const ended = run
      .follow(events, activity)
      .catch((err: unknown) => services.log.error({err, jobId: job.id}, 'could not go on with a job'))
      .finally(activity.end);
    return {ended};
  } catch (error) {
    activity.end();
    throw error;
  }
}

function announce({guildLog, queue, log}: Services, job: JobRecord): void {
  guildLog.write(job.guildId, acceptedLine(job));
  const {id: jobId, owner, settings} = job;
  const styles = job.styles.map(({id}) => id);
  log.info({jobId, owner, styles, ...settings, ...queue.counts()}, 'job accepted');
}

/** Charges the owner and puts the job in line. If that fails, the job counts as never accepted. */
async function submit(
  services: Services,
  run: JobRun,
  signal: AbortSignal,
): Promise<AsyncIterable<JobEvent>> {
  try {
    chargeFor(services, run.job);
    return enqueue(services, run, {signal});
  } catch (error) {
    services.charges.giveBack(run.job.id);
    await services.store.delete(run.job.id);
    throw error;
  }
}

/** Puts a job in line. `resumed`: it was accepted earlier, so no cap keeps it out. */
export function enqueue(
  {queue}: Pick<Services, 'queue'>,
  run: JobRun,
  {signal, resumed = false}: {signal: AbortSignal; resumed?: boolean},
): AsyncIterable<JobEvent> {
  const {id: jobId, owner, settings} = run.job;
  return queue.submit(
    {jobId, owner, settings},
    {
      signal,
      resumed,
      onStart: () => run.onStart(),
      onWorker: (name) => run.onWorker(name),
      onStopped: () => run.onStopped(),
    },
  );
}
