import type {APIGatewaySessionStartLimit} from 'discord-api-types/v10';
import type {Clock} from '../clock.ts';

export interface SessionStartOptions {
  /** How many shards may identify at once. Default 1. */
  maxConcurrency?: number | undefined;
  /** Sessions that may be started in a day. Default 1,000. */
  sessionStarts?: number | undefined;
  /** In this time, milliseconds, only one shard of each rate-limit key may identify. Default 5,000, as on Discord. */
  identifyWindowMs?: number | undefined;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Counts the sessions that the bot starts. Days follow the sandbox's clock; the window is real time, because the bot
 * waits in real time.
 */
export class SessionStarts {
  readonly #clock: Clock;
  readonly #options: Record<keyof SessionStartOptions, number>;
  /** When the last shard of each key identified. */
  readonly #latest = new Map<number, number>();
  #started = 0;
  #dayEndsAt = 0;

  constructor(
    clock: Clock,
    {maxConcurrency = 1, sessionStarts = 1_000, identifyWindowMs = 5_000}: SessionStartOptions,
  ) {
    this.#clock = clock;
    this.#options = {maxConcurrency, sessionStarts, identifyWindowMs};
  }

  /** As in the answer to `GET /gateway/bot`. */
  get limit(): APIGatewaySessionStartLimit {
    this.#beginDay();
    const {maxConcurrency, sessionStarts: total} = this.#options;
    return {
      total,
      remaining: Math.max(0, total - this.#started),
      reset_after: this.#dayEndsAt - this.#clock.now(),
      max_concurrency: maxConcurrency,
    };
  }

  /** Whether this shard may start a session now; counts it if so. */
  start(shard: number): 'allowed' | 'too soon' | 'used up' {
    if (this.limit.remaining === 0) return 'used up';
    const {maxConcurrency, identifyWindowMs} = this.#options;
    const key = shard % maxConcurrency;
    const now = performance.now();
    if (now - (this.#latest.get(key) ?? Number.NEGATIVE_INFINITY) < identifyWindowMs) return 'too soon';
    this.#latest.set(key, now);
    this.#started += 1;
    return 'allowed';
  }

  #beginDay(): void {
    if (this.#clock.now() < this.#dayEndsAt) return;
    this.#dayEndsAt = this.#clock.now() + dayMs;
    this.#started = 0;
  }
}
