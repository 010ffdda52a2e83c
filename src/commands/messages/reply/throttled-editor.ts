export interface ThrottledEditorOptions<T> {
  /** Shortest time between the end of one edit and the start of the next. */
  minIntervalMs: number;
  /** Delay before the first edit, so that what becomes known a moment later goes out with it. */
  settleMs: number;
  /** Begins an edit when it fits in with those of other messages. */
  gate<Result>(edit: () => Promise<Result>): Promise<Result>;
  /** What to write if `next` comes before `waiting` has been written. */
  merge(waiting: T, next: T): T;
  /** Called with the error of a failed edit; the next value is tried all the same. */
  onError(error: unknown): void;
}

/** Writes the newest value and drops the older ones: one edit at a time, never faster than allowed. */
export class ThrottledEditor<T> {
  readonly #send: (value: T) => Promise<unknown>;
  readonly #options: ThrottledEditorOptions<T>;
  #pending: {value: T} | undefined;
  #inFlight: Promise<unknown> | undefined;
  /** The gate has been asked and has not opened yet. */
  #isAtGate = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(send: (value: T) => Promise<unknown>, options: ThrottledEditorOptions<T>) {
    this.#send = send;
    this.#options = options;
    this.#wait(options.settleMs);
  }

  /** Queues this value to be written and replaces one that is still waiting. */
  offer(value: T): void {
    if (this.#closed) return;
    this.#pending = {value: this.#pending ? this.#options.merge(this.#pending.value, value) : value};
    if (!this.#timer && !this.#inFlight) this.#start();
  }

  /** Drops the waiting value; resolves when no edit is under way, so that a last one can follow. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pending = undefined;
    clearTimeout(this.#timer);
    await this.#inFlight;
  }

  #start(): void {
    if (!this.#pending || this.#isAtGate) return;
    this.#isAtGate = true;
    void this.#options.gate(() => {
      this.#isAtGate = false;
      return this.#write();
    });
  }

  async #write(): Promise<void> {
    if (!this.#pending) return;
    const {value} = this.#pending;
    this.#pending = undefined;
    this.#inFlight = this.#send(value)
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#inFlight = undefined;
        if (!this.#closed) this.#wait(this.#options.minIntervalMs);
      });
    await this.#inFlight;
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, ms);
  }
}
