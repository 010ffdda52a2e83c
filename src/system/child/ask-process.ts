/** Has one thing done in a process of its own: one question, one answer, a deadline. child-side.ts answers there. */
import type {z} from 'zod';
import {type ChildOptions, crashOf, startChild} from './child-process.ts';

export interface Errand<Answer> {
  /** Subject of a sentence, capitalised, such as `The time-lapse process`. */
  name: string;
  /** Module that the process runs; may be TypeScript. */
  entry: URL;
  env: ChildOptions['env'];
  question: object;
  answer: z.ZodType<Answer>;
  deadlineMs: number;
  /** The error for a process that was still busy at the deadline. It has been killed by then. */
  late(): Error;
}

/**
 * @throws AppError `RENDER_CRASHED` when the process ends without an answer; the error `late` gives; Error for an
 * answer of another form
 */
export async function askProcess<Answer>({
  name,
  entry,
  env,
  question,
  answer,
  deadlineMs,
  late,
}: Errand<Answer>): Promise<Answer> {
  const {process: child, ended} = startChild(entry, {env});
  let raw: unknown;
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, deadlineMs);
  child.on('message', (message) => {
    raw = message;
  });
  child.send(question, (error) => {
    if (error) child.kill('SIGKILL');
  });
  const end = await ended;
  clearTimeout(deadline);
  // An answer counts even if the process did not end in time.
  if (raw === undefined) throw isLate ? late() : crashOf(name, end);
  const checked = answer.safeParse(raw);
  if (!checked.success) throw new Error(`${name} sent an invalid message.`, {cause: checked.error});
  return checked.data;
}
