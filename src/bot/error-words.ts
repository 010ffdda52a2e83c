import {randomBytes} from 'node:crypto';
import type {Log} from '../commands/services.ts';
import {AppError, type ErrorCode} from '../errors.ts';

/** What people read. `message` says what was expected and what came; it is left out where only the operator can act. */
const sentences: Readonly<Record<ErrorCode, (message: string) => string>> = {
  BAD_IMAGE: (message) => `I cannot paint from that image. ${message}`,
  ATTACHMENT_REFUSED: (message) => `I did not take that attachment. ${message}`,
  DOWNLOAD_FAILED: (message) => `I could not fetch that attachment, please try again. ${message}`,
  BAD_OPTION: (message) => `That does not work. ${message}`,
  UNKNOWN_STYLE: (message) => message,
  QUEUE_FULL: (message) => `${message} Please try again later.`,
  UNKNOWN_JOB: () =>
    'I no longer have the photo and settings of that picture. Start a new one with `/stylize`.',
  NOT_ALLOWED: () => 'Only whoever asked for this picture, or somebody who may manage messages, can do that.',
  SHUTTING_DOWN: () => 'I am restarting. Please try again in a minute.',
  NOT_BUILT: (message) => `I cannot do that yet. ${message}`,
  RENDER_CRASHED: () => 'The painting broke off on my side. Please try again.',
  RENDER_TIMEOUT: () =>
    'The painting took too long and was stopped. A smaller size or a lower quality helps.',
  OUT_OF_MEMORY: () => 'That picture needs more memory than I have. Please try a smaller size.',
  WEIGHTS_UNAVAILABLE: () =>
    'I cannot paint at the moment: my operator has to look after the network’s weights.',
  BAD_CONFIG: () => 'I cannot do that at the moment: my operator has to look after my configuration.',
};

/** Not the fault of whoever asked, so the operator should hear of it. */
const operatorCodes: ReadonlySet<ErrorCode> = new Set([
  'RENDER_CRASHED',
  'RENDER_TIMEOUT',
  'OUT_OF_MEMORY',
  'WEIGHTS_UNAVAILABLE',
  'BAD_CONFIG',
]);

/** Turns any failure into words for people and logs it; a bug gets an id by which its log line can be found. */
export function explainError(error: unknown, log: Log): string {
  if (error instanceof AppError) {
    if (operatorCodes.has(error.code)) log.warn({err: error}, 'job failed');
    else log.info({code: error.code, reason: error.message}, 'request declined');
    return sentences[error.code](asSentence(error.message));
  }
  const errorId = randomBytes(4).toString('hex');
  log.error({err: error, errorId}, 'unexpected error');
  return `Something went wrong on my side. If it happens again, tell my operator the error id \`${errorId}\`.`;
}

function asSentence(message: string): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
