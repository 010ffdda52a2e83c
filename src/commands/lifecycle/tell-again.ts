import type {JobRecord} from '../../jobs/job.ts';
import type {Place} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import type {ActiveJobs} from './active-jobs.ts';
import {JobRun} from './job-run.ts';

/** The job ended, but nobody has been told yet. */
export function isUntold({finishedAt, toldAt}: Pick<JobRecord, 'finishedAt' | 'toldAt'>): boolean {
  return finishedAt !== undefined && toldAt === undefined;
}

/**
 * Tells right now how a job ended, instead of after the next pause. `place`: a new way to the message, or another
 * message, if somebody has asked for it there. Resolves when that is over; false if `place` has no part in it, because
 * it was told elsewhere in the meantime or nobody wants it any more.
 */
export async function tellAgain(
  services: Services,
  {id}: Pick<JobRecord, 'id'>,
  place: Partial<Place> = {},
): Promise<boolean> {
  await endTelling(services.active, id);
  const left = services.store.get(id);
  if (!left || !isUntold(left)) return false;
  services.store.update(id, place);
  // No bell: somebody has just asked to see the end.
  const run = new JobRun(services, {...left, ...place, wantsBell: false}, {resumed: true});
  return services.active.run(id, async (signals) => {
    await run.tellEnd(signals);
    return !signals.telling.aborted;
  });
}

/** Others may do the same at the same time; the last one tells. */
async function endTelling(active: ActiveJobs, id: string): Promise<void> {
  for (let ended = active.stop(id, 'told-elsewhere'); ended; ended = active.stop(id, 'told-elsewhere'))
    await ended;
}
