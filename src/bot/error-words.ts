import {randomBytes} from 'node:crypto';
import type {Explain} from '../commands/words/error-text.ts';
import {type Words, wordsFor} from '../commands/words/words.ts';
import type {ErrorDetailOf, ErrorDetails} from '../error-details.ts';
import {AppError, type ErrorCode} from '../errors.ts';
import type {Log} from '../system/log.ts';
import {asStorageFault} from '../system/storage-fault.ts';

/** Not the fault of the person who asked, so the operator should hear of it. */
const operatorCodes: ReadonlySet<ErrorCode> = new Set([
  'RENDER_CRASHED',
  'GIVEN_UP',
  'RENDER_TIMEOUT',
  'OUT_OF_MEMORY',
  'WEIGHTS_UNAVAILABLE',
  'DEVICE_UNAVAILABLE',
  'BROKEN_INSTALLATION',
  'STORAGE',
  'BAD_CONFIG',
  'MODERATION_FAILED',
]);

/**
 * Turns any failure into words for people and logs it in English. A bug gets an id, so that its log line can be found.
 * `locale`: the reader's, as Discord names it.
 */
export function explainError(raw: unknown, log: Log, locale?: string): string {
  const words = wordsFor(locale);
  const error = asStorageFault(raw);
  if (error instanceof AppError) {
    if (operatorCodes.has(error.code)) log.warn({err: error}, 'job failed');
    else log.info({code: error.code, reason: error.message}, 'request declined');
    return words.errors.codes[error.code](reasonOf(error, words));
  }
  const errorId = randomBytes(4).toString('hex');
  log.error({err: error, errorId}, 'unexpected error');
  return words.errors.bug(errorId);
}

/** Without details, uses the message meant for the log: better than no reason. */
function reasonOf({detail, file, message}: AppError, {errors}: Words): string {
  if (!detail) return asSentence(message);
  return sentence(detail, errors.reasons, file?.name);
}

function sentence<Reason extends keyof ErrorDetails>(
  detail: ErrorDetailOf<Reason>,
  reasons: Explain,
  file: string | undefined,
): string {
  return reasons[detail.reason](detail, file);
}

function asSentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
