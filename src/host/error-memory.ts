/** Remembers the latest lines of the log that tell of something wrong, for people who do not read the log itself. */
import type {DestinationStream} from 'pino';
import {z} from 'zod';

export interface RememberedError {
  at: Date;
  message: string;
  /** Of the error as people were told it, or of the job it is about. */
  id?: string;
}

export interface ErrorMemory {
  /** Passes the log's lines on, which hold no credentials any more. */
  listening(destination: DestinationStream): DestinationStream;
  /** Newest first. */
  list(): RememberedError[];
}

const most = 5;
const [warning, error] = [40, 50];

const lineSchema = z.object({
  level: z.number(),
  time: z.number(),
  msg: z.string().default(''),
  err: z.object({message: z.string()}).optional(),
  errorId: z.string().optional(),
  jobId: z.string().optional(),
});

export function createErrorMemory(): ErrorMemory {
  const errors: RememberedError[] = [];

  function hear(line: string): void {
    // pino writes the level first; most lines need not be parsed.
    if (!/^\{"level":[456]0,/.test(line)) return;
    const parsed = lineSchema.safeParse(JSON.parse(line));
    if (!parsed.success) return;
    const {level, time, msg, err, errorId, jobId} = parsed.data;
    if (level < warning || (level < error && !err)) return;
    const id = errorId ?? jobId;
    const message = [msg, err?.message].filter(Boolean).join(': ');
    errors.unshift({at: new Date(time), message, ...(id !== undefined && {id})});
    errors.length = Math.min(errors.length, most);
  }

  return {
    listening: (destination) => ({
      write(line) {
        hear(line);
        destination.write(line);
      },
    }),
    list: () => [...errors],
  };
}
