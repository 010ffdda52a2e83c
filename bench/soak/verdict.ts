import type {MessageHandle} from '../../sandbox/index.ts';
import type {JobRecord} from '../../src/jobs/job.ts';
import {type Chronicle, type Shown, shownBy} from './chronicle.ts';

export interface Verdict {
  /** How many jobs ended each way; `deleted` jobs lost their record together with their message. */
  ends: Record<'done' | 'failed' | 'cancelled' | 'deleted', number>;
  /** Final states written again, as happens when the bot is killed after Discord's answer but before noting it. */
  repeatedFinals: number;
  /** One sentence each; empty after a healthy run. */
  problems: string[];
}

/** Compares what people saw with the records, job by job. `records` are read when every job should be over. */
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
    if (messages.length > 1) note(`is shown by ${messages.length} messages`);
    const [message] = messages;
    verdict.repeatedFinals += message ? judgeHistory(message, note) : 0;
    const job = known.get(id);
    if (job) judgeRecord(job, message, note);
    else if (message && !message.deleted) note('has no record, but its message stands');
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

function judgeRecord(
  job: JobRecord,
  message: MessageHandle | undefined,
  note: (problem: string) => void,
): void {
  const {status, toldAt, replyKey} = job;
  if (status === 'accepted' || status === 'running') {
    note(`is still ${status}`);
    return;
  }
  if (!toldAt) note(`is ${status}, but nobody was told`);
  if (!message) {
    // It was cancelled or deleted before it showed anything.
    if (status !== 'cancelled') note(`is ${status}, but no message ever showed it`);
    return;
  }
  if (replyKey !== message.id) note(`is shown by message ${message.id}, but its record says ${replyKey}`);
  if (message.deleted) return;
  const shown = shownBy(message.current);
  if (shown !== status) note(`is ${status}, but its message says “${shown}”: ${message.current.content}`);
  const pictures = message.current.attachments.length;
  if (status === 'done' && pictures !== 1) note(`is done, but its message has ${pictures} pictures`);
}

function isFinal(state: Shown): boolean {
  return state !== 'nothing' && state !== 'under way';
}
