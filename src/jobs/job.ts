/**
 * The vocabulary of a job: what the bot submits, what it hears back, and what is remembered afterwards. Jobs know
 * neither Discord nor tensors: whoever submits a job leaves an opaque `reply` with it.
 */
import type {RenderProgress, RenderRecord, RenderRequest, RenderSettings} from '../nst/protocol.ts';

export type JobEvent =
  /** Waiting; `position` 1 is next. Sent again whenever the position or the forecast changes. */
  | {type: 'queued'; position: number; startsInSeconds?: number}
  | RenderProgress
  | {type: 'done'; image: Uint8Array; record: RenderRecord};

export interface JobRequest extends RenderRequest {
  jobId: string;
  /** Opaque id of who pays for the job; the per-owner cap counts by it. */
  owner: string;
}

/** Whatever paints: the render process in the product, a fake in tests. One render at a time. */
export interface Renderer {
  /**
   * Paints one picture. Leaving the loop or aborting stops it.
   * @throws AppError `BAD_IMAGE`, `RENDER_CRASHED`, `RENDER_TIMEOUT`, `WEIGHTS_UNAVAILABLE`…; `signal.reason` on abort.
   */
  render(
    request: RenderRequest,
    options: {signal: AbortSignal},
  ): AsyncIterable<RenderProgress | {type: 'done'; image: Uint8Array; record: RenderRecord}>;
  close(): Promise<void>;
}

export interface JobQueue {
  /**
   * Queues a job at once (before the first `next()`). Events: `queued` zero or more times, `progress`, then `done`.
   * Aborting the signal or leaving the `for await` cancels the job. A slow reader misses progress, never `done`.
   * @throws AppError `QUEUE_FULL` or `SHUTTING_DOWN` (synchronously), or whatever the renderer throws (from the iterator).
   */
  submit(request: JobRequest, options: {signal: AbortSignal}): AsyncIterable<JobEvent>;
  /**
   * Keeps a place for a job whose images are still to be fetched. It counts as a job of its owner until the function
   * returned gives it back, which comes before `submit`.
   * @throws AppError `QUEUE_FULL` or `SHUTTING_DOWN`, by the rules of `submit`.
   */
  admit(owner: string): () => void;
  counts(): {waiting: number; running: number};
  /** Stops accepting, cancels everything, resolves when nothing runs. */
  close(): Promise<void>;
}

export type JobStatus = 'accepted' | 'running' | 'done' | 'failed' | 'cancelled';

/** What is remembered of a job. Its two input images are files beside the database. */
export interface JobRecord {
  id: string;
  /** The job this one is a retry of. */
  parentId?: string;
  owner: string;
  status: JobStatus;
  settings: RenderSettings;
  /** Preset id, or `custom` when the user attached a style image. */
  styleId: string;
  /** Title of the style as shown to people. */
  styleTitle: string;
  /** Key under which the edge finds the job again, for example the id of the message that shows it. */
  replyKey?: string;
  /** ISO 8601. */
  createdAt: string;
  finishedAt?: string;
  /** Present when done. */
  result?: RenderRecord;
  /** Present when failed: one line. */
  failure?: string;
}

export interface JobStore {
  add(job: JobRecord, inputs: {content: Uint8Array; style: Uint8Array}): Promise<void>;
  get(id: string): JobRecord | undefined;
  findByReplyKey(key: string): JobRecord | undefined;
  update(id: string, change: Partial<Omit<JobRecord, 'id'>>): void;
  /** @throws AppError `UNKNOWN_JOB` when the files are gone. */
  readInputs(id: string): Promise<{content: Uint8Array; style: Uint8Array}>;
  delete(id: string): Promise<void>;
  close(): void;
}
