import type {FormIssue} from './discord-error.ts';

/** Something on the wire that the official document does not allow. */
export interface Violation {
  /**
   * `bot`: its request was refused with 50035, or has something unlisted, which Discord ignores. `sandbox`: its answer
   * is wrong, which is a bug of the sandbox.
   */
  side: 'bot' | 'sandbox';
  route: string;
  issues: readonly FormIssue[];
  body: string;
}
