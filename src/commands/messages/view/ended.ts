import type {JobRecord} from '../../../jobs/job.ts';
import type {OutgoingMessage} from '../reply/reply-target.ts';
import {cancelled, undelivered, unfinished} from './present.ts';

/** What can be told of a job from its record alone, once it has ended. */
export function ended(job: JobRecord): OutgoingMessage {
  if (job.status === 'done') return undelivered(job);
  if (job.status === 'cancelled') return cancelled(job);
  return unfinished(job);
}
