/**
 * The vocabulary of a job: what the bot submits, what it hears back, and what is remembered afterwards. Jobs know
 * neither Discord nor tensors: whoever submits a job leaves an opaque `reply` with it.
 */
import type {RenderProgress, RenderRecord, RenderRequest, RenderSettings} from '../nst/contract/protocol.ts';

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

/** Whatever paints: the render process, which takes one picture at a time, or a fleet of workers. */
export interface Renderer<Request extends RenderRequest = JobRequest> {
  /**
   * Paints one picture. Leaving the loop or aborting stops it.
   * @throws AppError `BAD_IMAGE`, `RENDER_CRASHED`, `RENDER_TIMEOUT`, `WEIGHTS_UNAVAILABLE`…; `signal.reason` on abort.
   */
  render(
    request: Request,
    options: {signal: AbortSignal},
  ): AsyncIterable<RenderProgress | {type: 'done'; image: Uint8Array; record: RenderRecord}>;
  close(): Promise<void>;
}

export interface SubmitOptions {
  signal: AbortSignal;
  /** The job was accepted by an earlier process, so no cap keeps it out. */
  resumed?: boolean;
  /** The painting begins now; not called for a job that is aborted while it waits. */
  onStart?(): void;
  /** The painting has really stopped, which may be some time after the reader heard of an abort. */
  onStopped?(): void;
}

/** Who is in line. Seconds are absent where nothing like it was painted before. */
export interface QueueOverview {
  /** Ids of the jobs that are being painted. */
  running: readonly string[];
  /** In the order of their turns as they stand, next one first. */
  waiting: readonly {jobId: string; startsInSeconds?: number}[];
  /** Until everything now in line is painted. */
  idleInSeconds?: number;
}

export interface JobQueue {
  /**
   * Queues a job at once (before the first `next()`). Events: `queued` zero or more times, `progress`, then `done`.
   * Aborting the signal or leaving the `for await` cancels the job. A slow reader misses progress, never `done`.
   * @throws AppError `QUEUE_FULL` or `SHUTTING_DOWN` (synchronously), or whatever the renderer throws (from the iterator).
   */
  submit(request: JobRequest, options: SubmitOptions): AsyncIterable<JobEvent>;
  /**
   * Keeps a place for a job whose images are still to be fetched. It counts as a job of its owner until the function
   * returned gives it back, which comes before `submit`.
   * @throws AppError `QUEUE_FULL` or `SHUTTING_DOWN`, by the rules of `submit`.
   */
  admit(owner: string): () => void;
  counts(): {waiting: number; running: number};
  overview(): QueueOverview;
  /** How many jobs may be painted at once from now on; one at first. Jobs wait while there are none. */
  setSlots(count: number): void;
  /** Stops accepting, cancels everything, resolves when nothing runs. */
  close(): Promise<void>;
}

export type JobStatus = 'accepted' | 'running' | 'done' | 'failed' | 'cancelled';

/** One painting of a job and its share in the blend. */
export interface JobStyle {
  /** Preset id, or `custom` when the user attached an image. */
  id: string;
  /** As shown to people. */
  title: string;
  /** Above 0; only the proportions of the weights matter. */
  weight: number;
}

/** Encoded images, without metadata. */
export interface JobInputs {
  content: Uint8Array;
  /** One to three, in the order of the record's `styles`. */
  styles: readonly Uint8Array[];
  /** A finished picture to go on from. */
  start?: Uint8Array;
}

/** The way to a job's message, so that another process can go on editing it. Filled in by the edge, not read here. */
export interface ReplyAddress {
  /** Present where the message is the reply to an interaction. */
  applicationId?: string;
  /** A credential for the reply. The store gives it up when it has expired and when the end of the job is told. */
  token?: {value: string; expiresAt: string};
  /** The message that a new one answers. */
  replyTo?: string;
  /** The bot may edit the message with its own token. */
  botMayEdit: boolean;
  canReact: boolean;
  uploadLimitBytes: number;
}

/** What is remembered of a job. Its images are files beside the database. */
export interface JobRecord {
  id: string;
  /** The job this one is a retry of. */
  parentId?: string;
  owner: string;
  status: JobStatus;
  settings: RenderSettings;
  /** One to three. */
  styles: readonly JobStyle[];
  /** Absent in direct messages. */
  guildId?: string;
  channelId: string;
  /** Language of whoever asked, as Discord names it, for example `en-US`. */
  locale: string;
  /** The picture is to be hidden until it is clicked. */
  spoiler: boolean;
  /** Only the owner sees the message. */
  ephemeral: boolean;
  /** A line for people about what this job changes. */
  note?: string;
  /** Absent when nobody can be told any more. */
  reply?: ReplyAddress;
  /** Key under which the edge finds the job again: the id of the message that shows it. */
  replyKey?: string;
  /** The second message that shows its picture, in a gallery. */
  kept?: {channelId: string; messageId: string};
  /** How many processes have begun to paint it. */
  attempts: number;
  /** ISO 8601, like the other two. */
  createdAt: string;
  finishedAt?: string;
  /** When the message showed how the job ended; until then a restart tells it again. */
  toldAt?: string;
  /** Present when done. */
  result?: RenderRecord;
  /** Present when failed: one line. */
  failure?: string;
}

export interface JobStore {
  add(job: JobRecord, inputs: JobInputs): Promise<void>;
  get(id: string): JobRecord | undefined;
  findByReplyKey(key: string): JobRecord | undefined;
  /** Jobs of one owner, newest first. */
  ofOwner(owner: string): JobRecord[];
  update(id: string, change: Partial<Omit<JobRecord, 'id'>>): void;
  /** @throws AppError `UNKNOWN_JOB` when the files are gone. */
  readInputs(id: string): Promise<JobInputs>;
  /** Keeps the finished picture (PNG). */
  savePicture(id: string, picture: Uint8Array): Promise<void>;
  /** The finished picture; undefined when there is none (any more). */
  readPicture(id: string): Promise<Uint8Array | undefined>;
  /** Where frames of this job are kept for its time-lapse. One archive at a time per job. */
  openFrames(id: string): FrameArchive;
  /** The frames kept, oldest first, JPEG. */
  readFrames(id: string): Promise<Uint8Array[]>;
  /** The file in which the render process keeps the state of this job. */
  checkpointFile(id: string): string;
  /** Does nothing when there is none. */
  dropCheckpoint(id: string): Promise<void>;
  /** Deletes the record and all files of one job. */
  delete(id: string): Promise<void>;
  /** Deletes everything of one owner, whose jobs must have ended. Resolves with the number of jobs. */
  forget(owner: string): Promise<number>;
  close(): void;
}

/** Keeps an even choice of the frames it is given, within bounds on their number and bytes. */
export interface FrameArchive {
  /** Takes a JPEG frame; returns at once. */
  add(frame: Uint8Array): void;
  /** Resolves when everything taken is on disk. @throws the first failure to write */
  settled(): Promise<void>;
}
