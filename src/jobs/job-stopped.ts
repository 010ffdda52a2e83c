/**
 * - `cancelled`: the painting ends, and its message says so
 * - `deleted`, `message-gone`, `forgotten`: nobody is told anything more
 * - `shutting-down`: the next process goes on with it
 * - `told-elsewhere`: somebody else tells how it ended
 */
export type StopReason =
  | 'cancelled'
  | 'deleted'
  | 'message-gone'
  | 'forgotten'
  | 'shutting-down'
  | 'told-elsewhere';

/** The abort reason of a job that somebody or something stopped on purpose. */
export class JobStopped extends Error {
  readonly why: StopReason;

  constructor(why: StopReason) {
    super(`stopped: ${why}`);
    this.name = 'JobStopped';
    this.why = why;
  }
}
