import {AppError} from '../../errors.ts';
import {withText} from '../../images/file/png-text.ts';
import type {FrameArchive, JobEvent, JobRecord, JobStatus} from '../../jobs/job.ts';
import {JobStopped, type StopReason} from '../../jobs/job-stopped.ts';
import {inscriptionOf} from '../../nst/contract/inscription.ts';
import type {RenderProgress} from '../../nst/contract/protocol.ts';
import {endedLine} from '../guilds/guild-log.ts';
import {Delivery, type End, type Outcome, type Shown} from '../messages/delivery.ts';
import type {OutgoingMessage} from '../messages/reply/reply-target.ts';
import {createCountdown} from '../messages/view/countdown.ts';
import * as present from '../messages/view/present.ts';
import {ring} from '../picture/bell/ring.ts';
import type {Services} from '../services.ts';
import type {JobSignals} from './active-jobs.ts';
import {pictureEnd, storedEnd} from './stored-end.ts';
import {tryAgain} from './try-again.ts';

const leastSteps = 4;
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
  readonly #countdown = createCountdown();
  #job: JobRecord;
  /** Makes the state that was shown last, anew and without its frame. */
  #state: (() => OutgoingMessage) | undefined;
  /** Who paints or has painted it, if workers do. */
  #worker: string | undefined;

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
    this.#services.active.listenForBell(this.#job.id, (wanted) => this.#setBell(wanted));
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

  /** Call when the painting begins. A job that must wait first hears from the queue where it stands. */
  onStart(): void {
    const attempts = (this.#services.store.get(this.#job.id)?.attempts ?? 0) + 1;
    this.#record({status: 'running', attempts});
    this.#services.log.info({jobId: this.#job.id, attempt: attempts}, 'job started');
    if (attempts === 1) {
      const waitedSeconds = (Date.now() - Date.parse(this.#job.createdAt)) / 1000;
      this.#services.observe({type: 'job-begun', waitedSeconds});
    }
    this.#showState(() => (this.#resumed ? present.resumed(this.#job) : present.starting(this.#job)));
  }

  /** Call when a worker has taken the picture. */
  onWorker(name: string): void {
    this.#worker = name;
    this.#services.log.info({jobId: this.#job.id, worker: name}, 'a worker has the picture');
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
    if (event.type === 'queued') {
      this.#showState(() => present.queued(this.#job, event));
      return;
    }
    const {frame, ...progress} = {...event, etaSeconds: this.#timeLeft(event)};
    this.#showState(() => present.progress(this.#job, progress));
    if (!frame) return;
    this.#frames.add(frame);
    this.#delivery.show(present.progress(this.#job, {...progress, frame}));
  }

  #showState(state: () => OutgoingMessage): void {
    this.#state = state;
    this.#delivery.show(state());
  }

  /** The button that was pressed becomes the other one. */
  #setBell(wantsBell: boolean): void {
    this.#record({wantsBell});
    if (this.#state) this.#delivery.show(this.#state());
  }

  /** Seconds; not finite while too little was measured: the first steps take longer than the others. */
  #timeLeft({step, etaSeconds}: RenderProgress): number {
    return step < leastSteps ? Number.POSITIVE_INFINITY : this.#countdown.show(etaSeconds);
  }

  async #done({image: painted, record}: Extract<JobEvent, {type: 'done'}>): Promise<MakeEnd> {
    const {store, log, moderator, observe} = this.#services;
    const {id, styles} = this.#job;
    const verdict = await moderator.review(painted, 'output');
    const image = withText(painted, inscriptionOf(record, styles));
    const saving = store.savePicture(id, image);
    for (const step of [saving, this.#frames.settled()]) {
      await step.catch((err: unknown) => {
        log.error({err, jobId: id}, 'the picture or its frames could not be stored');
      });
    }
    const spoiler = this.#job.spoiler || verdict.spoiler;
    this.#end({status: 'done', result: record, spoiler}, {seconds: record.seconds, device: record.device});
    const {seconds, device, settings} = record;
    observe({type: 'job-ended', status: 'done', painted: {quality: settings.quality, device, seconds}});
    await this.#dropCheckpoint();
    return saving.then(
      () => this.#fromMemoryOnce(image),
      () => async () => pictureEnd(this.#services, this.#job, image),
    );
  }

  /** The first try need not read what has just been written. */
  #fromMemoryOnce(image: Uint8Array): MakeEnd {
    let atHand: Uint8Array | undefined = image;
    return async () => {
      const picture = atHand;
      atHand = undefined;
      return picture ? pictureEnd(this.#services, this.#job, picture) : storedEnd(this.#services, this.#job);
    };
  }

  async #failed(error: unknown): Promise<MakeEnd> {
    this.#end({status: 'failed', failure: error instanceof Error ? error.message : String(error)});
    const code = error instanceof AppError ? error.code : 'BUG';
    this.#services.observe({type: 'job-ended', status: 'failed', code});
    await this.#dropCheckpoint();
    const message = present.failed(this.#job, this.#services.explain(error, this.#job.locale));
    const blocked = error instanceof AppError && error.code === 'MODERATED';
    return words(blocked ? {...message, dropFile: true} : message);
  }

  async #stopped({why}: JobStopped): Promise<MakeEnd | undefined> {
    if (why === 'shutting-down') return this.#pause();
    this.#end({status: 'cancelled'}, {why});
    this.#services.observe({type: 'job-ended', status: 'cancelled'});
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
    await ring(this.#services, this.#job);
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
    const worker = this.#worker;
    this.#services.log.info({jobId: this.#job.id, status, failure, worker, ...fields}, 'job ended');
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
    return this.#services.store.has(this.#job.id);
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
