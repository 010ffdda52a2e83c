import {AppError} from '../../errors.ts';
import {JobStopped, type StopReason} from '../../jobs/job-stopped.ts';

interface ActiveJob {
  controller: AbortController;
  ended: Promise<void>;
}

/** The jobs of this process that wait or run, by id, so that a button can stop its job. */
export class ActiveJobs {
  readonly #jobs = new Map<string, ActiveJob>();
  #closed = false;

  /**
   * Runs `work` under a signal that `stop` can abort.
   * @throws AppError `SHUTTING_DOWN` after `close`, or whatever `work` throws.
   */
  async run(jobId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#closed) throw new AppError('SHUTTING_DOWN', 'the bot is restarting and takes no new jobs');
    const controller = new AbortController();
    const running = work(controller.signal);
    const ended = running.then(noValue, noValue);
    this.#jobs.set(jobId, {controller, ended});
    try {
      await running;
    } finally {
      this.#jobs.delete(jobId);
    }
  }

  /** Stops a job; the promise resolves when its work has ended. Returns undefined when the job is not active. */
  stop(jobId: string, why: StopReason): Promise<void> | undefined {
    const job = this.#jobs.get(jobId);
    job?.controller.abort(new JobStopped(why));
    return job?.ended;
  }

  /** Refuses new jobs, stops all jobs and resolves when their replies say so. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#jobs.keys()].map((jobId) => this.stop(jobId, 'shutting-down')));
  }
}

function noValue(): void {}
