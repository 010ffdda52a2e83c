import type {ErrorDetail} from './error-details.ts';

export interface AppErrorOptions extends ErrorOptions {
  /** The reason as data, so that it can be put in the reader's language. */
  detail?: ErrorDetail;
  /** The file it concerns, if there were several: the command option it came with, and its name ready to show. */
  file?: {option: string; name: string};
}

/**
 * A failure the product expects: bad input, an unreachable download, a crashed renderer. `code` is a literal
 * that survives the trip between processes; `message` is one line that says what was expected and what was received.
 * Anything that is not an `AppError` is a bug and is logged with its stack.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail | undefined;
  readonly file: AppErrorOptions['file'];

  constructor(code: ErrorCode, message: string, options?: AppErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = options?.detail;
    this.file = options?.file;
  }
}

export type ErrorCode =
  /** The bytes are not a still image we can read, or its size is outside the limits. */
  | 'BAD_IMAGE'
  /** The attachment's host, scheme or declared size is not allowed; nothing was downloaded. */
  | 'ATTACHMENT_REFUSED'
  /** The attachment could not be fetched. */
  | 'DOWNLOAD_FAILED'
  /** A command option or setting is outside its range. */
  | 'BAD_OPTION'
  | 'UNKNOWN_STYLE'
  | 'BAD_CONFIG'
  /** The weights are missing, unreachable or fail their checksum. */
  | 'WEIGHTS_UNAVAILABLE'
  /** The device the operator named is missing, wrong or does not answer. */
  | 'DEVICE_UNAVAILABLE'
  /** A library with native code cannot be loaded here. */
  | 'BROKEN_INSTALLATION'
  /** The data folder cannot be written to or read: the disk is full, read-only or forbidden, or a file is damaged. */
  | 'STORAGE'
  /** A command that works only in servers was used elsewhere. */
  | 'ONLY_IN_SERVERS'
  /** The queue is full, or the owner already has as many jobs as allowed. */
  | 'QUEUE_FULL'
  /** The owner asked again too soon, or has used up today's pictures. */
  | 'QUOTA'
  /** The guild or the operator has decided that this person or place gets no pictures. */
  | 'NOT_WELCOME'
  /** An owner of the bot has paused or drained it. */
  | 'PAUSED'
  /** Somebody who is not an owner of the bot used an owner's command. */
  | 'OWNERS_ONLY'
  /** The record a button or reaction refers to is gone. */
  | 'UNKNOWN_JOB'
  /** Someone pressed a button that belongs to somebody else. */
  | 'NOT_ALLOWED'
  /** The operator's moderation refused a picture. */
  | 'MODERATED'
  /** The moderation command gave no verdict, so the picture may not pass. */
  | 'MODERATION_FAILED'
  /** The render process died or could not start. */
  | 'RENDER_CRASHED'
  /** Several processes died while painting this picture. */
  | 'GIVEN_UP'
  /** The render process was silent, or a job ran past its deadline. */
  | 'RENDER_TIMEOUT'
  /** The bot is stopping. */
  | 'SHUTTING_DOWN'
  | 'OUT_OF_MEMORY';
