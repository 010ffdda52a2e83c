import type {MessageHandle} from '../../sandbox/index.ts';
import type {JobRecord} from '../../src/jobs/job.ts';
import {type Chronicle, type Shown, shownBy} from './chronicle.ts';

export interface Verdict {
  /** Jobs by how they ended. A `deleted` job's record is gone, together with its message. */
  ends: Record<'done' | 'failed' | 'cancelled' | 'deleted', number>;
  /** Final states that were written again, as after a kill between Discord's answer and the record of it. */
  repeatedFinals: number;
  /** In words; empty in a healthy run. */
  problems: string[];
}

/**
 * Compares what people saw with what is on record, job by job.
 * @param records the database's jobs, read when all should be over
 */
export function judge(chronicle: Chronicle, records: readonly JobRecord[]): Verdict {
  const known = new Map(records.map((job) => [job.id, job]));
  const accepted = chronicle.said('job accepted').map(({jobId}) => String(jobId));
  const verdict: Verdict = {
    ends: {done: 0, failed: 0, cancelled: 0, deleted: 0},
    repeatedFinals: 0,
    problems: [],
  };
  for (const id of new Set([...accepted, ...known.keys()])) {
    const messages = chronicle.showing(id);
    const ends = chronicle.said('job ended').filter(({jobId}) => jobId === id);
    const note = (problem: string) => verdict.problems.push(`job ${id}: ${problem}`);
    if (ends.length > 1) note(`ended ${ends.length} times: ${ends.map(({status}) => status).join(', ')}`);
    const showing = messages.filter(({deleted}) => !deleted);
    const endings = showing.filter(({current}) => isFinal(shownBy(current)));
    if (endings.length > 1) note(`has an end in ${endings.length} messages`);
    for (const message of messages) verdict.repeatedFinals += judgeHistory(message, note);
    const job = known.get(id);
    const isUnwanted = messages.some(({deleted}) => deleted);
    if (job) judgeEnd(job, {message: endings[0], isUnwanted}, note);
    else if (showing.length > 0) note('has no record, but its message stands');
    else if (!isUnwanted) note('has no record, and no message has ever shown it');
    if (!job) verdict.ends.deleted += 1;
    else if (job.status in verdict.ends) verdict.ends[job.status as 'done' | 'failed' | 'cancelled'] += 1;
  }
  return verdict;
}

/** Returns how many final states were written again. */
function judgeHistory({history, id}: MessageHandle, note: (problem: string) => void): number {
  const states = history.map(({message}) => shownBy(message));
  const first = states.findIndex(isFinal);
  if (first < 0) return 0;
  const after = states.slice(first);
  const other = after.find((state) => state !== after[0]);
  if (other) note(`message ${id} showed “${after[0]}” and then “${other}”`);
  return after.length - 1;
}

/**
 * @param message what people see: a message that shows an end of this job
 * @param isUnwanted somebody deleted a message of it: then nothing more is shown
 */
function judgeEnd(
  job: JobRecord,
  {message, isUnwanted}: {message: MessageHandle | undefined; isUnwanted: boolean},
  note: (problem: string) => void,
): void {
  const {status, toldAt, replyKey} = job;
  if (!message) {
    if (!isUnwanted) note(`is ${status}, but no message shows it`);
    return;
  }
  if (!toldAt) note(`is ${status} and to be seen, but nobody counts as told`);
  if (replyKey !== message.id) note(`is shown by message ${message.id}, but on record is ${replyKey}`);
  const shown = shownBy(message.current);
  if (shown !== status) note(`is ${status}, but its message says “${shown}”: ${message.current.content}`);
  const pictures = message.current.attachments.length;
  if (status === 'done' && pictures !== 1) note(`is done, but its message has ${pictures} pictures`);
}

function isFinal(state: Shown): boolean {
  return state !== 'nothing' && state !== 'under way';
}
