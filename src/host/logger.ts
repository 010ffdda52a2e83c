import {type DestinationStream, type Logger, pino} from 'pino';
import type {LogLevel} from '../config.ts';
import {linesTo} from './standard-output.ts';

export interface LoggerOptions {
  level: LogLevel;
  /** Texts that must never appear in a line, such as the bot's token. */
  secrets: readonly string[];
  /** Which of the product's processes writes; in each line. */
  name?: string | undefined;
}

/**
 * A log of JSON lines without credentials. Interaction tokens are credentials for 15 minutes, and errors from
 * discord.js carry them in their URLs, and sent files in their bodies.
 */
export function createLogger(
  {level, secrets, name}: LoggerOptions,
  destination: DestinationStream = linesTo(),
): Logger {
  const options = {
    level,
    ...(name !== undefined && {name}),
    redact: ['token', '*.token', 'authorization', '*.authorization'],
    serializers: {err: serializeError},
    hooks: {streamWrite: (line: string) => withoutCredentials(line, secrets)},
  };
  return pino(options, destination);
}

function withoutCredentials(line: string, secrets: readonly string[]): string {
  const cleared = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line);
  return cleared.replace(/(\/(?:webhooks|interactions)\/\d+\/)[^/?"\\\s]+/g, '$1[token]');
}

/** Picks the fields worth reading instead of copying everything attached to an error. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const {name, message, stack, cause} = error;
  return {
    name,
    message,
    stack,
    ...detailsOf(error),
    ...(cause === undefined ? {} : {cause: serializeError(cause)}),
  };
}

function detailsOf(error: Error): Record<string, unknown> {
  const known = ['code', 'status', 'method', 'url'];
  return Object.fromEntries(Object.entries(error).filter(([key]) => known.includes(key)));
}
