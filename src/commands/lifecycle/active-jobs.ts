import {AppError} from '../../errors.ts';
import {JobStopped, type StopReason} from '../../jobs/job-stopped.ts';

/** The two parts of a job's life that can be stopped. The telling goes on after a cancelled painting. */
export interface JobSignals {
  painting: AbortSignal;
  telling: AbortSignal;
}

interface ActiveJob {
  painting: AbortController;
  telling: AbortController;
  ended: Promise<void>;
}

/** The jobs of this process that wait, run or are being told, by id, so that a button can stop its job. */
export class ActiveJobs {
  readonly #jobs = new Map<string, ActiveJob>();
  #closed = false;

  /**
   * Runs `work` under signals that `stop` can abort.
   * @throws AppError `SHUTTING_DOWN` after `close`, or whatever `work` throws.
   */
  async run<Value>(jobId: string, work: (signals: JobSignals) => Promise<Value>): Promise<Value> {
    if (this.#closed) throw new AppError('SHUTTING_DOWN', 'the bot is restarting and takes no new jobs');
    const [painting, telling] = [new AbortController(), new AbortController()];
    const running = work({painting: painting.signal, telling: telling.signal});
    const ended = running.then(noValue, noValue);
    const job = {painting, telling, ended};
    this.#jobs.set(jobId, job);
    try {
      return await running;
    } finally {
      if (this.#jobs.get(jobId) === job) this.#jobs.delete(jobId);
    }
  }

  /** Stops a job; the promise resolves when its work has ended. Returns undefined when the job is not active. */
  stop(jobId: string, why: StopReason): Promise<void> | undefined {
    const job = this.#jobs.get(jobId);
    if (!job) return undefined;
    const reason = new JobStopped(why);
    job.painting.abort(reason);
    if (why !== 'cancelled') job.telling.abort(reason);
    return job.ended;
  }

  /** Refuses new jobs, stops all jobs and resolves when their replies say so. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#jobs.keys()].map((jobId) => this.stop(jobId, 'shutting-down')));
  }
}

function noValue(): void {}
