/**
 * The vocabulary of a job: what the bot submits, what it hears back, and what is remembered afterwards. Jobs know
 * nothing of Discord or tensors: the code that submits a job attaches an opaque `reply` to it.
 */
import type {RenderProgress, RenderRecord, RenderRequest, RenderSettings} from '../nst/contract/protocol.ts';

export type JobEvent =
  /** Waiting; `position` 1 is next. Sent again after the position or the forecast has changed, seldom if many wait. */
  | {type: 'queued'; position: number; startsInSeconds?: number}
  | RenderProgress
  | {type: 'done'; image: Uint8Array; record: RenderRecord};

/** A job as it stands in line. Its images stay on the disk until its turn comes. */
export interface QueuedJob {
  jobId: string;
  /** Opaque id of the person the job counts against. */
  owner: string;
  settings: RenderSettings;
}

/** A job whose turn has come, with its images. */
export type JobRequest = QueuedJob & RenderRequest;

export interface RenderOptions {
  signal: AbortSignal;
  /** A worker of a fleet has taken the picture; called again if another one gets it. */
  onWorker?(name: string): void;
}

/** Paints pictures: the render process, which takes one at a time, or a fleet of workers. */
export interface Renderer<Request extends RenderRequest | QueuedJob = JobRequest> {
  /**
   * Paints one picture. Leaving the loop or aborting stops it.
   * @throws AppError `BAD_IMAGE`, `RENDER_CRASHED`, `RENDER_TIMEOUT`, `WEIGHTS_UNAVAILABLE`…; `signal.reason` on abort.
   */
  render(
    request: Request,
    options: RenderOptions,
  ): AsyncIterable<RenderProgress | {type: 'done'; image: Uint8Array; record: RenderRecord}>;
  close(): Promise<void>;
}

export interface SubmitOptions {
  signal: AbortSignal;
  /** The job was accepted by an earlier process, so no cap keeps it out. */
  resumed?: boolean;
  /** The painting begins now; not called for a job that is aborted while it waits. */
  onStart?(): void;
  /** As `RenderOptions.onWorker`. */
  onWorker?(name: string): void;
  /** The painting has really stopped, which may be some time after the reader heard of an abort. */
  onStopped?(): void;
}

/** The jobs in line. Seconds are absent if they cannot be forecast yet. */
export interface QueueOverview {
  /** Ids of the jobs that are being painted. */
  running: readonly string[];
  /** Waiting jobs in the present order of their turns, next one first. */
  waiting: readonly {jobId: string; startsInSeconds?: number}[];
  /** Seconds until everything now in line is painted. */
  idleInSeconds?: number;
}

export interface JobQueue {
  /**
   * Queues a job at once (before the first `next()`). Events: `queued` zero or more times, `progress`, then `done`.
   * Aborting the signal or leaving the `for await` cancels the job. A slow reader misses progress, never `done`.
   * @throws AppError `QUEUE_FULL` or `SHUTTING_DOWN` (synchronously), or the renderer's error (from the iterator).
   */
  submit(job: QueuedJob, options: SubmitOptions): AsyncIterable<JobEvent>;
  /**
   * Keeps a place for a job before its images are fetched. The place counts as a job of its owner until the returned
   * function gives it back. Call that function before `submit`.
   * @throws AppError `QUEUE_FULL` or `SHUTTING_DOWN`, by the rules of `submit`.
   */
  admit(owner: string): () => void;
  counts(): {waiting: number; running: number};
  overview(): QueueOverview;
  /** Sets how many jobs may be painted at once; one at first. With 0 slots, all jobs wait. */
  setSlots(count: number): void;
  /** Accepts no more jobs and cancels all; resolves when nothing runs. */
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
  /** A finished picture to start from. */
  start?: Uint8Array;
}

/** How another process can reach a job's message and edit it. The Discord code sets and reads it. */
export interface ReplyAddress {
  /** Present if the message is the reply to an interaction. */
  applicationId?: string;
  /** The message is a later answer to the interaction, not its first. */
  isFollowUp?: true;
  /** A credential for the reply. The store erases it when it has expired and when people know how the job ended. */
  token?: {value: string; expiresAt: string};
  /** Id of the message that a new one answers. */
  replyTo?: string;
  /** The bot may edit the message with its own token. */
  botMayEdit: boolean;
  canReact: boolean;
  uploadLimitBytes: number;
}

/** What is remembered about a job. Its images are files beside the database. */
export interface JobRecord {
  id: string;
  /** Id of the job that this one retries. */
  parentId?: string;
  owner: string;
  status: JobStatus;
  settings: RenderSettings;
  /** One to three. */
  styles: readonly JobStyle[];
  /** Absent in direct messages. */
  guildId?: string;
  channelId: string;
  /** Language of the person who asked, as Discord names it, for example `en-US`. */
  locale: string;
  /** The picture is hidden until it is clicked. */
  spoiler: boolean;
  /** Only the owner sees the message. */
  ephemeral: boolean;
  /** A line that tells people what a retry changed, or whom a picture is for. */
  note?: string;
  /** The settings whose change the note tells. */
  noted?: readonly (keyof RenderSettings)[];
  /** Absent when the message can no longer be reached. */
  reply?: ReplyAddress;
  /** Id of the message that shows the job; the Discord code finds the job by it. */
  replyKey?: string;
  /** The message in a gallery that also shows its picture. */
  kept?: {channelId: string; messageId: string};
  /** Its owner wants to be told when it has ended. */
  wantsBell?: boolean;
  /** The message that told them, if others can see it. */
  bell?: {channelId: string; messageId: string};
  /** How many processes have begun to paint it, not counting deliberate stops. */
  attempts: number;
  /** ISO 8601, like `finishedAt` and `toldAt`. */
  createdAt: string;
  finishedAt?: string;
  /** When the message showed how the job ended. If absent, a restart tells it again. */
  toldAt?: string;
  /** Present when done. */
  result?: RenderRecord;
  /** Present when failed: one line that says why. */
  failure?: string;
}

/** A message that shows a job's picture or tells of it, and whose it is: all that is left of a job whose record is gone. */
export interface Trace extends Pick<JobRecord, 'owner' | 'guildId' | 'channelId' | 'locale'> {
  messageId: string;
  jobId: string;
}

export interface Traces {
  of(filter: {messageId: string} | {jobId: string} | {owner: string}): Trace[];
  /** The message is gone. */
  drop(messageId: string): void;
  /** The bot has left the guild for good. */
  dropGuild(guildId: string): void;
  /** The channel is gone, and its messages with it. */
  dropChannel(channelId: string): void;
}

export interface JobStore {
  add(job: JobRecord, inputs: JobInputs): Promise<void>;
  get(id: string): JobRecord | undefined;
  /** Whether there is a record; cheaper than reading it. */
  has(id: string): boolean;
  findByReplyKey(key: string): JobRecord | undefined;
  /** The message is gone. If it notified the owner of a job, that job's record no longer names it. */
  dropBell(messageId: string): void;
  /** Jobs of one owner, newest first. */
  ofOwner(owner: string): JobRecord[];
  /** `kept: undefined` removes that field. */
  update(
    id: string,
    change: Partial<Omit<JobRecord, 'id' | 'kept'>> & {kept?: JobRecord['kept'] | undefined},
  ): void;
  /** @throws AppError `UNKNOWN_JOB` when the files are gone */
  readInputs(id: string): Promise<JobInputs>;
  /** Keeps the finished picture (PNG). */
  savePicture(id: string, picture: Uint8Array): Promise<void>;
  /** The finished picture; undefined if there is none (any more). */
  readPicture(id: string): Promise<Uint8Array | undefined>;
  /** Opens the archive of this job's frames for its time-lapse. Only one archive at a time per job. */
  openFrames(id: string): FrameArchive;
  /** The frames kept, oldest first, JPEG. */
  readFrames(id: string): Promise<Uint8Array[]>;
  /** The file in which the render process keeps the state of this job. */
  checkpointFile(id: string): string;
  /** Deletes that file, if any. */
  dropCheckpoint(id: string): Promise<void>;
  readonly traces: Traces;
  /** Deletes the record, all files and the traces of one job. */
  delete(id: string): Promise<void>;
  /**
   * The job's message is gone: deletes the record and all files. A copy in a gallery keeps its trace. Does nothing if there
   * is no such job (any more).
   */
  deleteWithMessage(id: string): Promise<void>;
  /** Deletes everything of one owner except traces. Their jobs must have ended. Resolves with the number of jobs. */
  forget(owner: string): Promise<number>;
  close(): void;
}

/** Keeps evenly spaced frames, within limits on their number and bytes. */
export interface FrameArchive {
  /** Takes a JPEG frame; returns at once. */
  add(frame: Uint8Array): void;
  /** Resolves when everything taken is on disk. @throws the first failure to write */
  settled(): Promise<void>;
}
