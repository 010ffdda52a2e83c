import {AppError} from '../../errors.ts';
import type {FrameArchive, JobEvent, JobRecord, JobStatus} from '../../jobs/job.ts';
import {JobStopped} from '../../jobs/job-stopped.ts';
import type {RenderRecord} from '../../nst/contract/protocol.ts';
import {endedLine} from '../guilds/guild-log.ts';
import {Delivery} from '../messages/delivery.ts';
import {ended} from '../messages/view/ended.ts';
import * as present from '../messages/view/present.ts';
import type {Services} from '../services.ts';

const over: readonly JobStatus[] = ['done', 'failed', 'cancelled'];

/**
 * Takes one job through the queue and keeps its message and record up to date. Everything is recorded before it is
 * told, so that the next process can tell it if this one dies in between.
 */
export class JobRun {
  readonly job: JobRecord;
  readonly #services: Services;
  readonly #delivery: Delivery;
  readonly #frames: FrameArchive;
  readonly #resumed: boolean;

  /** `resumed`: an earlier process has already shown the job to people. */
  constructor(services: Services, job: JobRecord, {resumed = false} = {}) {
    this.job = job;
    this.#resumed = resumed;
    this.#services = services;
    this.#frames = services.store.openFrames(job.id);
    this.#delivery = new Delivery(services, job, {
      resumed,
      onPosted: ({id}) => this.#record({replyKey: id}),
      onGone: () => void services.active.stop(job.id, 'message-gone'),
    });
  }

  /** Follows the job to its end. @throws the error when a new job fails while its message shows nothing yet */
  async follow(events: AsyncIterable<JobEvent>, signal: AbortSignal): Promise<void> {
    this.#delivery.show(this.#resumed ? present.resumed(this.job) : present.starting(this.job));
    try {
      for await (const event of events) await this.#on(event);
    } catch (error) {
      if (signal.aborted && signal.reason instanceof JobStopped) await this.#stopped(signal.reason);
      else await this.fail(error);
    }
  }

  /** Shows how the job ended: an earlier process recorded it but perhaps did not tell anybody. */
  async tellEnd(): Promise<void> {
    const {store} = this.#services;
    const {id, status, result} = this.job;
    const image = status === 'done' ? await store.readPicture(id) : undefined;
    if (image && result) return this.#deliver(image, result, this.job.spoiler);
    await this.#delivery.finish(ended(this.job));
    this.#told();
  }

  /** Ends the job as failed. @throws the error when a new job's message shows nothing yet */
  async fail(error: unknown): Promise<void> {
    this.#end({status: 'failed', failure: error instanceof Error ? error.message : String(error)});
    await this.#dropCheckpoint();
    await this.#delivery.close();
    if (!this.#delivery.posted && !this.#resumed) {
      this.#told();
      throw error;
    }
    const message = present.failed(this.job, this.#services.explain(error, this.job.locale));
    const blocked = error instanceof AppError && error.code === 'MODERATED';
    await this.#delivery.finish(blocked ? {...message, dropFile: true} : message);
    this.#told();
  }

  /** Call when the painting begins. */
  onStart(): void {
    const attempts = (this.#services.store.get(this.job.id)?.attempts ?? 0) + 1;
    this.#record({status: 'running', attempts});
    this.#services.log.info({jobId: this.job.id, attempt: attempts}, 'job started');
  }

  /** Call when the painting has really stopped: it may have left a checkpoint that nobody needs. */
  onStopped(): void {
    const status = this.#services.store.get(this.job.id)?.status;
    if (!status || over.includes(status)) void this.#dropCheckpoint();
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
    const {store, log, moderator} = this.#services;
    const verdict = await moderator.review(image, 'output');
    try {
      await store.savePicture(this.job.id, image);
      await this.#frames.settled();
    } catch (err) {
      log.error({err, jobId: this.job.id}, 'the picture or its frames could not be stored');
    }
    const spoiler = this.job.spoiler || verdict.spoiler;
    this.#end({status: 'done', result: record, spoiler}, {seconds: record.seconds, device: record.device});
    await this.#dropCheckpoint();
    await this.#deliver(image, record, spoiler);
  }

  async #deliver(image: Uint8Array, record: RenderRecord, spoiler: boolean): Promise<void> {
    const posted = await this.#delivery.picture(image, record, {spoiler});
    this.#told();
    if (posted) await this.#delivery.invite(posted);
  }

  async #stopped({why}: JobStopped): Promise<void> {
    if (why === 'shutting-down') return this.#pause();
    this.#end({status: 'cancelled'}, {why});
    if (why === 'cancelled') await this.#delivery.finish(present.cancelled(this.job));
    else await this.#delivery.close();
    await this.#dropCheckpoint();
    this.#told();
  }

  /** Leaves the job in the store for the next process. The job did not cause this stop, so it costs no attempt. */
  async #pause(): Promise<void> {
    const {store, log} = this.#services;
    const {status, attempts} = store.get(this.job.id) ?? this.job;
    if (status === 'running') this.#record({attempts: Math.max(0, attempts - 1)});
    log.info({jobId: this.job.id, status}, 'job will continue after the restart');
    await this.#delivery.lastWord(present.restarting(this.job));
  }

  #end(change: Pick<JobRecord, 'status'> & Partial<JobRecord>, fields: object = {}): void {
    const {status, failure} = change;
    // A failed picture is not charged. One cancelled half-way is, because it cost the operator something.
    const attempts = this.#services.store.get(this.job.id)?.attempts ?? 0;
    if (status === 'failed' || (status === 'cancelled' && attempts === 0)) {
      this.#services.charges.giveBack(this.job.id);
    }
    this.#record({...change, finishedAt: new Date().toISOString()});
    this.#services.guildLog.write(this.job.guildId, endedLine(this.job, status, failure));
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
