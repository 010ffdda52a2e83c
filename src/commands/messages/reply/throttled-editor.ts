export interface ThrottledEditorOptions<T> {
  /** Time between the ends of two edits at least. */
  minIntervalMs: number;
  /** Time before the first edit, so that what is known a moment later goes out with it. */
  settleMs: number;
  /** What to write when `next` comes while `waiting` has not been written. */
  merge(waiting: T, next: T): T;
  /** Hears of failed edits; the next value is tried all the same. */
  onError(error: unknown): void;
}

/** Writes the newest value and forgets the older ones: one edit at a time and never faster than allowed. */
export class ThrottledEditor<T> {
  readonly #send: (value: T) => Promise<unknown>;
  readonly #options: ThrottledEditorOptions<T>;
  #pending: {value: T} | undefined;
  #inFlight: Promise<unknown> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(send: (value: T) => Promise<unknown>, options: ThrottledEditorOptions<T>) {
    this.#send = send;
    this.#options = options;
    this.#wait(options.settleMs);
  }

  /** Takes the place of whatever waits to be written. */
  offer(value: T): void {
    if (this.#closed) return;
    this.#pending = {value: this.#pending ? this.#options.merge(this.#pending.value, value) : value};
    if (!this.#timer && !this.#inFlight) this.#start();
  }

  /** Drops what waits; resolves when no edit is under way, so that a last one can follow. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pending = undefined;
    clearTimeout(this.#timer);
    await this.#inFlight;
  }

  #start(): void {
    if (!this.#pending) return;
    const {value} = this.#pending;
    this.#pending = undefined;
    this.#inFlight = this.#send(value)
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#inFlight = undefined;
        if (!this.#closed) this.#wait(this.#options.minIntervalMs);
      });
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, ms);
  }
}
