export type StopReason = 'cancelled' | 'deleted' | 'message-gone' | 'shutting-down';

/** The abort reason of a job that somebody or something stopped on purpose. */
export class JobStopped extends Error {
  readonly why: StopReason;

  constructor(why: StopReason) {
    super(`stopped: ${why}`);
    this.name = 'JobStopped';
    this.why = why;
  }
}
