import type {Log} from '../system/log.ts';

/** Service managers kill a process after ten seconds or more; the last second is left for it to exit. */
const graceMs = 9_000;

export interface ShutdownStep {
  name: string;
  /** The next step begins after this time even if this one is not done. */
  limitMs: number;
  run(): void | Promise<void>;
}

/**
 * Runs the steps in order, only once however often it is called. A step that fails or takes too long does not keep the
 * others from running. When `graceMs` is over, the process ends in any case.
 */
export function createShutdown(steps: readonly ShutdownStep[], log: Log, exit: (code: number) => void) {
  let stopping = false;

  async function runStep({name, limitMs, run}: ShutdownStep): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log.warn({step: name, limitMs}, 'shutdown step took too long');
        resolve();
      }, limitMs);
    });
    try {
      await Promise.race([run(), limit]);
    } catch (err) {
      log.error({err, step: name}, 'shutdown step failed');
    } finally {
      clearTimeout(timer);
    }
  }

  return async function shutdown(reason: string, exitCode: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info({reason}, 'shutting down');
    const deadline = setTimeout(() => {
      log.warn({graceMs}, 'shutdown took too long');
      exit(exitCode);
    }, graceMs);
    for (const step of steps) await runStep(step);
    clearTimeout(deadline);
    exit(exitCode);
  };
}
