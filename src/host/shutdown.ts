import type {Log} from '../system/log.ts';

/** Service managers kill after ten seconds or more; the rest is left for the process to go. */
const graceMs = 9_000;

export interface ShutdownStep {
  name: string;
  /** The next step begins after so long even if this one is not done. */
  limitMs: number;
  run(): void | Promise<void>;
}

/**
 * Runs the steps in their order, one time however often it is asked to. A step that fails or takes too long does not
 * keep the others from running, and time that runs out ends the process all the same.
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
