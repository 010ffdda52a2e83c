import {AppError} from '../../errors.ts';
import {JobStopped, type StopReason} from '../../jobs/job-stopped.ts';

/** The two parts of a job's life that can be stopped. The telling goes on after a cancelled painting. */
export interface JobSignals {
  painting: AbortSignal;
  telling: AbortSignal;
}

/** A job under way. `end` says that it is over. */
export interface Activity extends JobSignals {
  end(): void;
}

interface ActiveJob {
  painting: AbortController;
  telling: AbortController;
  ended: Promise<void>;
  onBell?: (wanted: boolean) => void;
}

/** The jobs of this process that wait, run or are being told, by id, so that a button can stop its job. */
export class ActiveJobs {
  readonly #jobs = new Map<string, ActiveJob>();
  #closed = false;

  /**
   * Begins a job, which `stop` can stop until its `end` is called.
   * @throws AppError `SHUTTING_DOWN` after `close`
   */
  begin(jobId: string): Activity {
    if (this.#closed) throw new AppError('SHUTTING_DOWN', 'the bot is restarting and takes no new jobs');
    const [painting, telling] = [new AbortController(), new AbortController()];
    let resolve = noValue;
    const ended = new Promise<void>((end) => {
      resolve = end;
    });
    const job: ActiveJob = {painting, telling, ended};
    this.#jobs.set(jobId, job);
    const end = () => {
      if (this.#jobs.get(jobId) === job) this.#jobs.delete(jobId);
      resolve();
    };
    return {painting: painting.signal, telling: telling.signal, end};
  }

  /** Begins a job, does its work and ends it. @throws like `begin`, or whatever `work` throws */
  async run<Value>(jobId: string, work: (signals: JobSignals) => Promise<Value>): Promise<Value> {
    const activity = this.begin(jobId);
    try {
      return await work(activity);
    } finally {
      activity.end();
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

  /** Whoever follows a job hears here whether its owner wants to be told when it ends. */
  listenForBell(jobId: string, onBell: (wanted: boolean) => void): void {
    const job = this.#jobs.get(jobId);
    if (job) job.onBell = onBell;
  }

  /** Returns false if nobody follows the job (any more). */
  setBell(jobId: string, wanted: boolean): boolean {
    const onBell = this.#jobs.get(jobId)?.onBell;
    onBell?.(wanted);
    return onBell !== undefined;
  }

  /** Refuses new jobs, stops all jobs and resolves when their replies say so. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const jobId of this.#jobs.keys()) void this.stop(jobId, 'shutting-down');
    await this.idle();
  }

  /** Resolves when no job is under way. */
  async idle(): Promise<void> {
    while (this.#jobs.size > 0) await Promise.all([...this.#jobs.values()].map(({ended}) => ended));
  }
}

function noValue(): void {}
