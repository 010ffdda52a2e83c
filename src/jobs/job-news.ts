import type {ErrorCode} from '../errors.ts';
import type {Quality} from '../nst/contract/protocol.ts';
import type {JobStatus} from './job.ts';

/** What becomes of jobs, as plain data for whoever counts it. */
export type JobNews =
  /** The painting of a job begins for the first time. */
  | {type: 'job-begun'; waitedSeconds: number}
  | {
      type: 'job-ended';
      status: Extract<JobStatus, 'done' | 'failed' | 'cancelled'>;
      /** Present when done. */
      painted?: {quality: Quality; device: string; seconds: number};
      /** Present when failed: `BUG` for an error that nobody expected. */
      code?: ErrorCode | 'BUG';
    };
