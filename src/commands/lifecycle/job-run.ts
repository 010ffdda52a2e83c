import {AppError} from '../../errors.ts';
import type {FrameArchive, JobEvent, JobRecord, JobStatus} from '../../jobs/job.ts';
import {JobStopped, type StopReason} from '../../jobs/job-stopped.ts';
import {endedLine} from '../guilds/guild-log.ts';
import {Delivery, type End, type Outcome, type Shown} from '../messages/delivery.ts';
import type {OutgoingMessage} from '../messages/reply/reply-target.ts';
import * as present from '../messages/view/present.ts';
import type {Services} from '../services.ts';
import type {JobSignals} from './active-jobs.ts';
import {pictureEnd, storedEnd} from './stored-end.ts';
import {tryAgain} from './try-again.ts';

const over: readonly JobStatus[] = ['done', 'failed', 'cancelled'];

/** Makes what people see of the end, anew for each try: a picture is not kept in memory while nobody can be told. */
type MakeEnd = () => Promise<End>;

/**
 * Takes one job through the queue and keeps its message and record up to date. Everything is recorded before it is
 * told, so that the next process can tell it if this one dies in between.
 */
export class JobRun {
  readonly #services: Services;
  readonly #delivery: Delivery;
  readonly #frames: FrameArchive;
  readonly #resumed: boolean;
  #job: JobRecord;

  /** `resumed`: an earlier process has already shown the job to people. */
  constructor(services: Services, job: JobRecord, {resumed = false} = {}) {
    this.#job = job;
    this.#resumed = resumed;
    this.#services = services;
    this.#frames = services.store.openFrames(job.id);
    this.#delivery = new Delivery(services, job, {
      resumed,
      onPosted: ({id}) => this.#posted(id),
      onGone: () => void services.active.stop(job.id, 'message-gone'),
    });
  }

  get job(): JobRecord {
    return this.#job;
  }

  /** Follows the job to its end and tells it. */
  async follow(events: AsyncIterable<JobEvent>, {painting, telling}: JobSignals): Promise<void> {
    this.#delivery.show(this.#resumed ? present.resumed(this.#job) : present.starting(this.#job));
    const end = await this.#untilEnd(events, painting);
    if (end) await this.#tell(end, telling);
  }

  /** Shows how the job ended: an earlier process recorded it but perhaps did not tell anybody. */
  async tellEnd({telling}: Pick<JobSignals, 'telling'>): Promise<void> {
    await this.#tell(() => storedEnd(this.#services, this.#job), telling);
  }

  /** Ends the job as failed and tells it. */
  async fail(error: unknown, {telling}: Pick<JobSignals, 'telling'>): Promise<void> {
    await this.#tell(await this.#failed(error), telling);
  }

  /** Call when the painting begins. */
  onStart(): void {
    const attempts = (this.#services.store.get(this.#job.id)?.attempts ?? 0) + 1;
    this.#record({status: 'running', attempts});
    this.#services.log.info({jobId: this.#job.id, attempt: attempts}, 'job started');
  }

  /** Call when the painting has really stopped: it may have left a checkpoint that nobody needs. */
  onStopped(): void {
    const status = this.#services.store.get(this.#job.id)?.status;
    if (!status || over.includes(status)) void this.#dropCheckpoint();
  }

  /** Resolves when the end is on record, with what to tell of it; undefined if there is nothing to tell (yet). */
  async #untilEnd(events: AsyncIterable<JobEvent>, painting: AbortSignal): Promise<MakeEnd | undefined> {
    try {
      for await (const event of events) {
        if (event.type === 'done') return await this.#done(event);
        this.#show(event);
      }
      throw new AppError('RENDER_CRASHED', 'The queue ended without a picture.');
    } catch (error) {
      if (painting.aborted && painting.reason instanceof JobStopped) return this.#stopped(painting.reason);
      return this.#failed(error);
    }
  }

  #show(event: Exclude<JobEvent, {type: 'done'}>): void {
    if (event.type === 'progress' && event.frame) this.#frames.add(event.frame);
    const show =
      event.type === 'queued' ? present.queued(this.#job, event) : present.progress(this.#job, event);
    this.#delivery.show(show);
  }

  async #done({image, record}: Extract<JobEvent, {type: 'done'}>): Promise<MakeEnd> {
    const {store, log, moderator} = this.#services;
    const {id} = this.#job;
    const verdict = await moderator.review(image, 'output');
    const saving = store.savePicture(id, image);
    for (const step of [saving, this.#frames.settled()]) {
      await step.catch((err: unknown) => {
        log.error({err, jobId: id}, 'the picture or its frames could not be stored');
      });
    }
    const spoiler = this.#job.spoiler || verdict.spoiler;
    this.#end({status: 'done', result: record, spoiler}, {seconds: record.seconds, device: record.device});
    await this.#dropCheckpoint();
    return saving.then(
      () => () => storedEnd(this.#services, this.#job),
      () => async () => pictureEnd(this.#job, image),
    );
  }

  async #failed(error: unknown): Promise<MakeEnd> {
    this.#end({status: 'failed', failure: error instanceof Error ? error.message : String(error)});
    await this.#dropCheckpoint();
    const message = present.failed(this.#job, this.#services.explain(error, this.#job.locale));
    const blocked = error instanceof AppError && error.code === 'MODERATED';
    return words(blocked ? {...message, dropFile: true} : message);
  }

  async #stopped({why}: JobStopped): Promise<MakeEnd | undefined> {
    if (why === 'shutting-down') return this.#pause();
    this.#end({status: 'cancelled'}, {why});
    await this.#dropCheckpoint();
    if (why === 'forgotten') await this.#delivery.lastWord(present.cancelled(this.#job));
    return words(present.cancelled(this.#job));
  }

  /** Leaves the job in the store for the next process. The job did not cause this stop, so it costs no attempt. */
  async #pause(): Promise<undefined> {
    const {store, log} = this.#services;
    const {status, attempts} = store.get(this.#job.id) ?? this.#job;
    if (status === 'running') this.#record({attempts: Math.max(0, attempts - 1)});
    log.info({jobId: this.#job.id, status}, 'job will continue after the restart');
    await this.#delivery.lastWord(present.restarting(this.#job));
  }

  /**
   * Tells the end until Discord has taken it, somebody does not want it any more, or no way is left. Whatever was not
   * told, the next process tells; meanwhile `/queue` lists it.
   */
  async #tell(makeEnd: MakeEnd, telling: AbortSignal): Promise<void> {
    const {log} = this.#services;
    const {id: jobId} = this.#job;
    try {
      const attempt = async (): Promise<Outcome> =>
        this.#isKnown() ? this.#delivery.tell(await makeEnd(), telling) : {kind: 'gone'};
      const outcome = await tryAgain(attempt, {
        signal: telling,
        onTrouble: (err, pauseMs) => log.warn({err, jobId, pauseMs}, 'the end could not be told yet'),
      });
      if (outcome) await this.#heard(outcome, telling);
      else log.error({jobId}, 'the end could not be told for a day; the next start tries again');
    } catch (error) {
      if (!(error instanceof JobStopped)) throw error;
      await this.#stoppedTelling(error);
    }
  }

  async #heard(outcome: Outcome, telling: AbortSignal): Promise<void> {
    const {log} = this.#services;
    const {id: jobId} = this.#job;
    switch (outcome.kind) {
      case 'shown':
        return this.#shown(outcome, telling);
      case 'gone':
        log.info({jobId}, 'the message is gone');
        return this.#told();
      case 'refused':
        log.error(
          {jobId, causes: outcome.causes.map(String)},
          'no way to tell the owner is open; /queue shows it, and the next start tries again',
        );
    }
  }

  async #shown(shown: Shown, telling: AbortSignal): Promise<void> {
    if (isUnwanted(telling.reason)) throw telling.reason;
    const {posted, moved} = shown;
    this.#told(moved && {replyKey: posted.id, ...moved});
    if (moved)
      this.#services.log.info({jobId: this.#job.id, ...posted}, 'the end was told in another message');
    await this.#delivery.conclude(shown);
  }

  /** Somebody or something stopped the telling. A message may have been posted at the same moment. */
  async #stoppedTelling(reason: JobStopped): Promise<void> {
    await this.#delivery.close();
    if (!isUnwanted(reason)) return;
    this.#told();
    await this.#delivery.withdraw().catch((err: unknown) => {
      this.#services.log.warn({err, jobId: this.#job.id}, 'a message that nobody wants could not be removed');
    });
  }

  #end(change: Pick<JobRecord, 'status'> & Partial<JobRecord>, fields: object = {}): void {
    const {status, failure} = change;
    // A failed picture is not charged. One cancelled half-way is, because it cost the operator something.
    const attempts = this.#services.store.get(this.#job.id)?.attempts ?? 0;
    if (status === 'failed' || (status === 'cancelled' && attempts === 0)) {
      this.#services.charges.giveBack(this.#job.id);
    }
    this.#record({...change, finishedAt: new Date().toISOString()});
    this.#services.guildLog.write(this.#job.guildId, endedLine(this.#job, status, failure));
    this.#services.log.info({jobId: this.#job.id, status, failure, ...fields}, 'job ended');
  }

  /** A message on record stays there: it may be a newer one than the one just written. */
  #posted(replyKey: string): void {
    if (this.#job.replyKey === undefined) this.#record({replyKey});
  }

  #told(change: Partial<JobRecord> = {}): void {
    this.#record({...change, toldAt: new Date().toISOString()});
  }

  #record(change: Partial<Omit<JobRecord, 'id'>>): void {
    this.#job = {...this.#job, ...change};
    if (this.#isKnown()) this.#services.store.update(this.#job.id, change);
  }

  /** False if somebody deleted the job or had it forgotten, or if its time was over. */
  #isKnown(): boolean {
    return this.#services.store.get(this.#job.id) !== undefined;
  }

  async #dropCheckpoint(): Promise<void> {
    try {
      await this.#services.store.dropCheckpoint(this.#job.id);
    } catch (err) {
      this.#services.log.warn({err, jobId: this.#job.id}, 'a checkpoint could not be removed');
    }
  }
}

function words(message: OutgoingMessage): MakeEnd {
  return async () => ({show: () => message});
}

/** The person who asked, or a moderator, wants nothing to be shown any more. */
function isUnwanted(reason: unknown): reason is JobStopped {
  const unwanted: readonly StopReason[] = ['deleted', 'message-gone', 'forgotten'];
  return reason instanceof JobStopped && unwanted.includes(reason.why);
}
