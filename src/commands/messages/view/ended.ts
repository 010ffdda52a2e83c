import type {JobRecord} from '../../../jobs/job.ts';
import type {OutgoingMessage} from '../reply/reply-target.ts';
import {cancelled, undelivered, unfinished} from './present.ts';

/** What an ended job's record alone can tell people. */
export function ended(job: JobRecord): OutgoingMessage {
  if (job.status === 'done') return undelivered(job);
  if (job.status === 'cancelled') return cancelled(job);
  return unfinished(job);
}
