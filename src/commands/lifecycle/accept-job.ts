import {randomUUID} from 'node:crypto';
import type {JobEvent, JobInputs, JobRecord} from '../../jobs/job.ts';
import {chargeFor} from '../access/credit.ts';
import {acceptedLine} from '../guilds/guild-log.ts';
import type {Conversation} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {JobRun} from './job-run.ts';

const frameEveryMs = 2_500;

/** What somebody asked for. */
export type JobOrder = Pick<JobRecord, 'owner' | 'settings' | 'styles' | 'spoiler' | 'parentId' | 'note'> & {
  /** Its `styles` are in the same order as the record's. */
  inputs: JobInputs;
};

/**
 * Accepts a job, paints it and shows its progress in one message; resolves when its end has been told.
 * @throws AppError if it is not accepted; an accepted job tells of its failure itself
 */
export async function runJob(
  services: Services,
  order: JobOrder,
  {place}: Pick<Conversation, 'place'>,
): Promise<void> {
  const {inputs, ...rest} = order;
  const job: JobRecord = {
    ...rest,
    ...place,
    id: randomUUID(),
    status: 'accepted',
    attempts: 0,
    createdAt: new Date().toISOString(),
  };
  await services.active.run(job.id, async (signals) => {
    await services.store.add(job, inputs);
    const run = new JobRun(services, job);
    const events = await submit(services, run, inputs, signals.painting);
    services.guildLog.write(job.guildId, acceptedLine(job));
    const {id: jobId, owner, settings} = job;
    const styles = job.styles.map(({id}) => id);
    services.log.info({jobId, owner, styles, ...settings, ...services.queue.counts()}, 'job accepted');
    await run.follow(events, signals);
  });
}

/** Charges the owner and puts the job in line. If that fails, the job counts as never accepted. */
async function submit(
  services: Services,
  run: JobRun,
  inputs: JobInputs,
  signal: AbortSignal,
): Promise<AsyncIterable<JobEvent>> {
  try {
    chargeFor(services, run.job);
    return enqueue(services, run, inputs, {signal});
  } catch (error) {
    services.charges.giveBack(run.job.id);
    await services.store.delete(run.job.id);
    throw error;
  }
}

/** Puts a job in line. `resumed`: it was accepted earlier, so no cap keeps it out. */
export function enqueue(
  {queue, store}: Pick<Services, 'queue' | 'store'>,
  run: JobRun,
  {content, styles, start}: JobInputs,
  {signal, resumed = false}: {signal: AbortSignal; resumed?: boolean},
): AsyncIterable<JobEvent> {
  const {id: jobId, owner, settings, styles: weighted} = run.job;
  return queue.submit(
    {
      jobId,
      owner,
      settings,
      content,
      styles: styles.map((image, index) => ({image, weight: weighted[index]?.weight ?? 1})),
      ...(start && {start}),
      frameEveryMs,
      checkpointFile: store.checkpointFile(jobId),
    },
    {signal, resumed, onStart: () => run.onStart(), onStopped: () => run.onStopped()},
  );
}
