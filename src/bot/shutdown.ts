import type {Log} from '../commands/services.ts';

const graceMs = 10_000;

export interface ShutdownStep {
  name: string;
  run(): void | Promise<void>;
}

/**
 * Runs the steps in their order, one time however often it is asked to. A step that fails does not keep the others
 * from running, and time that runs out ends the process all the same.
 */
export function createShutdown(steps: readonly ShutdownStep[], log: Log, exit: (code: number) => void) {
  let stopping = false;

  async function runAll(): Promise<void> {
    for (const {name, run} of steps) {
      try {
        await run();
      } catch (err) {
        log.error({err, step: name}, 'shutdown step failed');
      }
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
    await runAll();
    clearTimeout(deadline);
    exit(exitCode);
  };
}
