import {AppError} from '../../errors.ts';
import type {SerializedError} from './protocol.ts';

/** How ONNX Runtime, V8 and C++ say that memory ran out. */
const outOfMemory = /failed to allocate memory|bad_alloc|allocation failed|out of memory/i;

/** An error as plain data that survives the trip to another process. */
export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return {message: String(error)};
  const code =
    error instanceof AppError ? error.code : outOfMemory.test(error.message) ? 'OUT_OF_MEMORY' : undefined;
  return {
    message: error.message,
    ...(code && {code}),
    ...(error.stack !== undefined && {stack: error.stack}),
  };
}

/** Restores an error of the other process. One without a code is a bug there; it keeps its stack for the log. */
export function toError({code, message, stack}: SerializedError): Error {
  const original = new Error(message);
  if (stack !== undefined) original.stack = stack;
  return code === undefined ? original : new AppError(code, message, {cause: original});
}
