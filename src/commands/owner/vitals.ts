/** How the whole bot is doing, as far as its owners want to know. `run-bot.ts` puts it together. */

export interface ShardVitals {
  id: number;
  isReady: boolean;
  /** Time of the last heartbeat's round trip; absent before the first. */
  pingMs?: number;
}

export interface WorkerVitals {
  /** Its host; absent for the machine that the bot runs on. */
  name?: string;
  version?: string;
  /** Absent until it can paint. */
  device?: string;
  isPainting: boolean;
}

/** A line of the log that tells of something wrong. */
export interface LoggedError {
  at: Date;
  message: string;
  /** Of the error as people were told it, or of the job it is about. */
  id?: string;
}

export interface Vitals {
  version: string;
  startedAt: Date;
  guilds: number;
  shards: readonly ShardVitals[];
  workers: readonly WorkerVitals[];
  disk: {usedBytes: number; databaseBytes: number; freeBytes: number};
  /** Newest first. */
  errors: readonly LoggedError[];
}
