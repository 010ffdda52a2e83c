/**
 * The sandbox's time. It runs at real speed from the moment it is made. `advance` jumps ahead; before it returns, it
 * fires in order every timer that falls due. Everything a user can observe as time (ids, token expiry, the 3-second
 * rule, signed URLs, rate-limit windows) reads only this clock.
 */
export class Clock {
  #aheadMs = 0;
  readonly #timers = new Set<Timer>();

  /** Milliseconds since the Unix epoch. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`expected a duration of at least 0 ms, got ${ms}`);
    const target = this.now() + ms;
    for (let next = this.#nextDue(target); next; next = this.#nextDue(target)) {
      this.#aheadMs += Math.max(0, next.dueAt - this.now());
      this.#fire(next);
    }
    this.#aheadMs += Math.max(0, target - this.now());
    for (const timer of this.#timers) this.#arm(timer);
  }

  /** Runs `task` once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void {
    const timer: Timer = {dueAt: this.now() + delayMs, task, handle: undefined};
    this.#timers.add(timer);
    this.#arm(timer);
    return () => this.#drop(timer);
  }

  close(): void {
    for (const timer of [...this.#timers]) this.#drop(timer);
  }

  #nextDue(until: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= until && (!earliest || timer.dueAt < earliest.dueAt)) earliest = timer;
    }
    return earliest;
  }

  #arm(timer: Timer): void {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(() => this.#fire(timer), Math.max(0, timer.dueAt - this.now()));
    timer.handle.unref();
  }

  #fire(timer: Timer): void {
    this.#drop(timer);
    timer.task();
  }

  #drop(timer: Timer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}

interface Timer {
  dueAt: number;
  task: () => void;
  handle: NodeJS.Timeout | undefined;
}
