import type {FrameArchive, JobEvent, JobRecord, JobStatus} from '../jobs/job.ts';
import type {RenderRecord} from '../nst/protocol.ts';
import {JobStopped} from './active-jobs.ts';
import {Delivery} from './delivery.ts';
import type {Services} from './services.ts';
import * as present from './view/present.ts';

const ended: readonly JobStatus[] = ['done', 'failed', 'cancelled'];

/**
 * One job on its way through the queue, its message and its record. Whatever happens is recorded before it is told, so
 * that a process that comes after can tell it if this one dies in between.
 */
export class JobRun {
  readonly job: JobRecord;
  readonly #services: Services;
  readonly #delivery: Delivery;
  readonly #frames: FrameArchive;

  constructor(services: Services, job: JobRecord, {resumed = false} = {}) {
    this.job = job;
    this.#services = services;
    this.#frames = services.store.openFrames(job.id);
    this.#delivery = new Delivery(services, job, {
      resumed,
      onPosted: ({id}) => this.#record({replyKey: id}),
      onGone: () => void services.active.stop(job.id, 'message-gone'),
    });
  }

  /** Follows the job to its end. @throws AppError when it fails while its message shows nothing. */
  async follow(events: AsyncIterable<JobEvent>, signal: AbortSignal): Promise<void> {
    this.#delivery.show(present.starting(this.job));
    try {
      for await (const event of events) await this.#on(event);
    } catch (error) {
      if (signal.aborted && signal.reason instanceof JobStopped) await this.#stopped(signal.reason);
      else await this.#failed(error);
    }
  }

  /** To be called when the painting begins. */
  onStart(): void {
    const attempts = (this.#services.store.get(this.job.id)?.attempts ?? 0) + 1;
    this.#record({status: 'running', attempts});
    this.#services.log.info({jobId: this.job.id, attempt: attempts}, 'job started');
  }

  /** To be called when the painting has really stopped: it may have left a checkpoint nobody needs. */
  onStopped(): void {
    const status = this.#services.store.get(this.job.id)?.status;
    if (!status || ended.includes(status)) void this.#dropCheckpoint();
  }

  async #on(event: JobEvent): Promise<void> {
    switch (event.type) {
      case 'queued':
        return this.#delivery.show(present.queued(this.job, event));
      case 'progress':
        if (event.frame) this.#frames.add(event.frame);
        return this.#delivery.show(present.progress(this.job, event));
      case 'done':
        return this.#done(event);
    }
  }

  async #done({image, record}: Extract<JobEvent, {type: 'done'}>): Promise<void> {
    const {store, log} = this.#services;
    try {
      await store.savePicture(this.job.id, image);
      await this.#frames.settled();
    } catch (err) {
      log.error({err, jobId: this.job.id}, 'the picture or its frames could not be stored');
    }
    this.#end({status: 'done', result: record}, {seconds: record.seconds, device: record.device});
    await this.#dropCheckpoint();
    await this.#delivery.picture(image, record);
    this.#told();
  }

  async #stopped({why}: JobStopped): Promise<void> {
    if (why === 'shutting-down') return this.#pause();
    this.#end({status: 'cancelled'}, {why});
    if (why === 'cancelled') await this.#delivery.finish(present.cancelled(this.job));
    else await this.#delivery.close();
    await this.#dropCheckpoint();
    this.#told();
  }

  /** The job stays as it is in the store, for the next process to go on with. This stop is no fault of the job's. */
  async #pause(): Promise<void> {
    const {store, log} = this.#services;
    const {status, attempts} = store.get(this.job.id) ?? this.job;
    if (status === 'running') this.#record({attempts: Math.max(0, attempts - 1)});
    log.info({jobId: this.job.id, status}, 'job waits for the next start');
    await this.#delivery.lastWord(present.restarting(this.job));
  }

  async #failed(error: unknown): Promise<void> {
    this.#end({status: 'failed', failure: error instanceof Error ? error.message : String(error)});
    await this.#dropCheckpoint();
    await this.#delivery.close();
    if (!this.#delivery.posted) {
      this.#told();
      throw error;
    }
    const words = this.#services.explain(error, this.job.locale);
    await this.#delivery.finish(present.failed(this.job, words));
    this.#told();
  }

  #end(change: {status: JobStatus; failure?: string; result?: RenderRecord}, fields: object = {}): void {
    const {status, failure} = change;
    this.#record({...change, finishedAt: new Date().toISOString()});
    this.#services.log.info({jobId: this.job.id, status, failure, ...fields}, 'job ended');
  }

  #told(): void {
    this.#record({toldAt: new Date().toISOString()});
  }

  #record(change: Partial<Omit<JobRecord, 'id'>>): void {
    this.#services.store.update(this.job.id, change);
  }

  async #dropCheckpoint(): Promise<void> {
    try {
      await this.#services.store.dropCheckpoint(this.job.id);
    } catch (err) {
      this.#services.log.warn({err, jobId: this.job.id}, 'a checkpoint could not be removed');
    }
  }
}
