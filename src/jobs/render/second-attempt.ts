/**
 * A renderer that gives a picture one more chance when the process painting it was lost. The second attempt runs in a
 * fresh process, and its progress starts again from zero. Other errors pass through, because they would only repeat: a
 * bad picture, an abort, a deadline, or a process that says it is unusable.
 */
import {AppError, type ErrorCode} from '../../errors.ts';
import type {RenderRequest} from '../../nst/contract/protocol.ts';
import type {Renderer} from '../job.ts';
import {DeadlineError} from './painting.ts';

const passing: readonly ErrorCode[] = ['RENDER_CRASHED', 'RENDER_TIMEOUT', 'OUT_OF_MEMORY'];

/** `renderer` must start a fresh process after losing one. `onRetry` gets the error of the first attempt. */
export function withSecondAttempt<Request extends RenderRequest>(
  renderer: Renderer<Request>,
  onRetry: (error: AppError) => void = () => {},
): Renderer<Request> {
  return {
    async *render(request, options) {
      try {
        yield* renderer.render(request, options);
        return;
      } catch (error) {
        if (options.signal.aborted || !mayPass(error)) throw error;
        onRetry(error);
      }
      try {
        yield* renderer.render(request, options);
      } catch (error) {
        if (options.signal.aborted || !mayPass(error)) throw error;
        throw new AppError(error.code, `${error.message} It was tried twice.`, {cause: error});
      }
    },
    close: () => renderer.close(),
  };
}

function mayPass(error: unknown): error is AppError {
  return error instanceof AppError && passing.includes(error.code) && !(error instanceof DeadlineError);
}
