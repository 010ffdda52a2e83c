/** What a process that cannot go on tells its service manager. */
import {AppError} from '../errors.ts';

/** EX_CONFIG of sysexits.h: starting again is of no use until somebody has changed something. */
export const needsOperator = 78;

const lasting: ReadonlySet<string> = new Set([
  'BAD_CONFIG',
  'BROKEN_INSTALLATION',
] satisfies AppError['code'][]);

export function exitCodeFor(error: unknown): number {
  return error instanceof AppError && lasting.has(error.code) ? needsOperator : 1;
}
