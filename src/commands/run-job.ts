import {randomUUID} from 'node:crypto';
import type {JobEvent, JobRecord, JobStatus} from '../jobs/job.ts';
import type {RenderRecord, RenderSettings} from '../nst/protocol.ts';
import {JobStopped} from './active-jobs.ts';
import {fitUpload, smallUpload, type Upload} from './attachments/fit-upload.ts';
import type {Conversation} from './conversation.ts';
import {addReactions} from './reply/add-reactions.ts';
import {LiveMessage} from './reply/live-message.ts';
import {MessageGoneError, type OutgoingMessage, type PostedMessage} from './reply/reply-target.ts';
import type {Services} from './services.ts';
import * as present from './view/present.ts';

const frameEveryMs = 2_500;

export interface JobOrder {
  owner: string;
  settings: RenderSettings;
  styleId: string;
  styleTitle: string;
  inputs: {content: Uint8Array; style: Uint8Array};
  parentId?: string;
  /** A line for people about what this job changes. */
  note?: string;
}

/**
 * Accepts a job, paints it and shows all of it in one message; resolves when the message says how it ended.
 * @throws AppError while the message shows nothing yet. Later failures are told in the message.
 */
export async function runJob(services: Services, order: JobOrder, conversation: Conversation): Promise<void> {
  const {inputs, note, ...rest} = order;
  const job: JobRecord = {...rest, id: randomUUID(), status: 'accepted', createdAt: new Date().toISOString()};
  await services.active.run(job.id, async (signal) => {
    await services.store.add(job, inputs);
    const events = await submit(services, job, inputs, signal);
    services.log.info(
      {jobId: job.id, owner: job.owner, styleId: job.styleId, ...job.settings, ...services.queue.counts()},
      'job accepted',
    );
    await new JobRun(services, job, note, conversation).follow(events, signal);
  });
}

/** A job that the queue refuses was never accepted. */
async function submit(services: Services, job: JobRecord, inputs: JobOrder['inputs'], signal: AbortSignal) {
  const {id: jobId, owner, settings} = job;
  try {
    return services.queue.submit({jobId, owner, settings, ...inputs, frameEveryMs}, {signal});
  } catch (error) {
    await services.store.delete(jobId);
    throw error;
  }
}

/** One job on its way through the queue, its message and its record. */
class JobRun {
  readonly #services: Services;
  readonly #shown: present.Shown;
  readonly #conversation: Conversation;
  readonly #live: LiveMessage;
  #running = false;

  constructor(services: Services, job: JobRecord, note: string | undefined, conversation: Conversation) {
    this.#services = services;
    this.#shown = {id: job.id, styleTitle: job.styleTitle, ...(note === undefined ? {} : {note})};
    this.#conversation = conversation;
    this.#live = new LiveMessage(conversation.target, {
      log: services.log,
      onPosted: ({id}) => this.#record({replyKey: id}),
      onGone: () => void services.active.stop(job.id, 'message-gone'),
    });
  }

  async follow(events: AsyncIterable<JobEvent>, signal: AbortSignal): Promise<void> {
    this.#live.show(present.starting(this.#shown));
    try {
      for await (const event of events) await this.#on(event);
    } catch (error) {
      if (signal.aborted && signal.reason instanceof JobStopped) await this.#stopped(signal.reason);
      else await this.#failed(error);
    }
  }

  async #on(event: JobEvent): Promise<void> {
    switch (event.type) {
      case 'queued':
        return this.#live.show(present.queued(this.#shown, event));
      case 'progress':
        if (!this.#running) this.#started();
        return this.#live.show(present.progress(this.#shown, event));
      case 'done':
        return this.#done(event);
    }
  }

  #started(): void {
    this.#running = true;
    this.#record({status: 'running'});
    this.#services.log.info({jobId: this.#shown.id}, 'job started');
  }

  async #done({image, record}: Extract<JobEvent, {type: 'done'}>): Promise<void> {
    this.#end({status: 'done', result: record}, {seconds: record.seconds, device: record.device});
    const posted = await this.#deliver(image, record);
    if (posted && this.#conversation.canReact)
      await addReactions(this.#services.rest, posted, this.#services.log);
  }

  /** Shows the picture as well as Discord takes it: in full, as a small JPEG, or as words about its loss. */
  async #deliver(image: Uint8Array, record: RenderRecord): Promise<PostedMessage | undefined> {
    const {uploadLimitBytes} = this.#conversation;
    const attempts: (() => Promise<Upload>)[] = [
      () => fitUpload(image, uploadLimitBytes),
      () => smallUpload(image),
    ];
    for (const makeUpload of attempts) {
      try {
        return await this.#live.finish(present.done(this.#shown, record, await makeUpload()));
      } catch (err) {
        if (err instanceof MessageGoneError) return this.#lost(err);
        this.#services.log.warn({err, jobId: this.#shown.id}, 'the picture could not be delivered like this');
      }
    }
    await this.#finish(present.undelivered(this.#shown));
    return undefined;
  }

  async #stopped({why}: JobStopped): Promise<void> {
    if (why === 'shutting-down') {
      this.#end({status: 'failed', failure: 'the bot restarted'});
      const words = 'The bot is restarting, so this picture was not finished. Press Again in a minute.';
      await this.#finish(present.failed(this.#shown, words));
    } else {
      this.#end({status: 'cancelled'}, {why});
      if (why === 'cancelled') await this.#finish(present.cancelled(this.#shown));
      else await this.#live.close();
    }
  }

  async #failed(error: unknown): Promise<void> {
    this.#end({status: 'failed', failure: error instanceof Error ? error.message : String(error)});
    await this.#live.close();
    if (!this.#live.posted) throw error;
    await this.#finish(present.failed(this.#shown, this.#services.explain(error)));
  }

  /** The last edit. Whatever happens to it, the reply stands, so nobody else may answer in its place. */
  async #finish(message: OutgoingMessage): Promise<PostedMessage | undefined> {
    try {
      return await this.#live.finish(message);
    } catch (error) {
      return this.#lost(error);
    }
  }

  #lost(error: unknown): undefined {
    const {log} = this.#services;
    if (error instanceof MessageGoneError) log.info({jobId: this.#shown.id}, 'the message is gone');
    else log.error({err: error, jobId: this.#shown.id}, 'the last edit failed');
  }

  #end(change: {status: JobStatus; failure?: string; result?: RenderRecord}, fields: object = {}): void {
    const {status, failure} = change;
    this.#record({...change, finishedAt: new Date().toISOString()});
    this.#services.log.info({jobId: this.#shown.id, status, failure, ...fields}, 'job ended');
  }

  #record(change: Partial<Omit<JobRecord, 'id'>>): void {
    this.#services.store.update(this.#shown.id, change);
  }
}
