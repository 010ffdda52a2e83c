import {setTimeout as delay} from 'node:timers/promises';
import type {APIGatewayBotInfo} from 'discord.js';
import type {Log} from '../../system/log.ts';

/** Discord counts sessions in windows of five seconds; the rest is for clocks and networks. */
const betweenStartsMs = 5_500;
/** With fewer starts left than this, Discord is asked before each, because other processes may use them too. */
const few = 20;

export interface IdentifyThrottleOptions {
  /** Asks Discord how many sessions the bot may start. Unless `force` is set, an earlier answer will do. */
  limits(force: boolean): Promise<APIGatewayBotInfo>;
  log: Log;
  wait?(ms: number): Promise<unknown>;
}

/**
 * Lets shards start sessions as Discord allows: one of each rate-limit key (`shard % max_concurrency`) at a time, in
 * order. When the day's starts are used up it waits for new ones, because one more would cost the bot its token
 * (Discord's documentation, “Session Start Limit Object” and “Max Concurrency”).
 */
export class IdentifyThrottle {
  readonly #options: Required<IdentifyThrottleOptions>;
  /** By key: resolves when its next shard may start. */
  readonly #turns = new Map<number, Promise<unknown>>();
  /** What Discord said last, and how many sessions were started since. */
  #told: APIGatewayBotInfo | undefined;
  #started = 0;

  constructor(options: IdentifyThrottleOptions) {
    this.#options = {wait: (ms) => delay(ms, undefined, {ref: false}), ...options};
  }

  /** Resolves when the shard may identify. @throws the signal's reason */
  async waitForIdentify(shard: number, signal: AbortSignal): Promise<void> {
    const {max_concurrency: keys} = (await this.#options.limits(false)).session_start_limit;
    const key = shard % keys;
    const start = (this.#turns.get(key) ?? Promise.resolve()).then(() => this.#start(shard, signal));
    this.#turns.set(
      key,
      start.then(
        () => this.#options.wait(betweenStartsMs),
        () => undefined,
      ),
    );
    return start;
  }

  async #start(shard: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#untilOneIsLeft(shard);
    signal.throwIfAborted();
    this.#started += 1;
  }

  async #untilOneIsLeft(shard: number): Promise<void> {
    const {limits, log, wait} = this.#options;
    for (let isFresh = false; ; isFresh = true) {
      const told = await limits(isFresh);
      if (told !== this.#told) this.#started = 0;
      this.#told = told;
      const {total, remaining, reset_after: resetAfter} = told.session_start_limit;
      const left = remaining - this.#started;
      if (left >= few || (isFresh && left > 0)) return;
      if (!isFresh) continue;
      const resumesAt = new Date(Date.now() + resetAfter).toISOString();
      log.error(
        {shard, total, resumesAt},
        `Discord lets this bot log in ${total} times a day, and that is used up: shard ${shard} waits until ${resumesAt}. Look for what restarts the bot again and again.`,
      );
      await wait(resetAfter);
    }
  }
}
