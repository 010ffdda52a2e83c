/** Follows each shard's connection: tells the log what is true of it, and how long to pause before the next try. */
import {setTimeout as delay} from 'node:timers/promises';
import {GatewayCloseCodes} from 'discord.js';
import type {Log} from '../../system/log.ts';
import {pauseAfter} from './backoff.ts';

/** Codes after which Discord will not have this bot back, and what the operator can do. */
const fatal: Partial<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord rejects the token (4004): check DISCORD_TOKEN, or reset the token in the developer portal.',
  [GatewayCloseCodes.InvalidShard]:
    'Discord rejects the shard (4010): this is a bug in Atelier, please report it.',
  [GatewayCloseCodes.ShardingRequired]:
    'Discord wants more shards (4011): the bot is in more servers than its shards may serve, 2,500 each.',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord no longer speaks this version of its gateway (4012): update Atelier.',
  [GatewayCloseCodes.InvalidIntents]:
    'Discord does not know an intent (4013): this is a bug in Atelier, please report it.',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord refuses an intent (4014): switch it on in the developer portal, under Bot → Privileged Gateway Intents.',
};

/** A connection that lasts this long counts as good. */
const steadyMs = 10_000;

/**
 * After more closings than this in a row, the session is taken for the cause. Discord's own codes begin at 4000; below
 * are those of networks, where more patience keeps what people do meanwhile.
 */
const closingsPerSession = (code: number) => (code >= 4000 ? 2 : 6);

interface ShardState {
  /** Closings since the shard last had a good connection. */
  closings: number;
  lastCode: number;
  downSinceMs: number;
  /** Runs while the shard is connected. */
  steady?: NodeJS.Timeout;
}

export interface GatewayWatchOptions {
  log: Log;
  /** Discord will not have this bot back. */
  onLost(): void;
  wait?(ms: number): Promise<unknown>;
  now?(): number;
}

export class GatewayWatch {
  readonly #options: Required<GatewayWatchOptions>;
  readonly #shards = new Map<number, ShardState>();
  readonly #reasons = new Map<number, string>();
  #stopping = false;

  constructor(options: GatewayWatchOptions) {
    this.#options = {wait: (ms) => delay(ms, undefined, {ref: false}), now: () => Date.now(), ...options};
  }

  /** From now on connections close because this process wants it. */
  stop(): void {
    this.#stopping = true;
  }

  /** The reason for the closing that follows. */
  failed(shard: number, error: Error): void {
    this.#reasons.set(shard, error.message);
  }

  closed(shard: number, code: number): void {
    if (this.#stopping) return;
    const {log, onLost, now} = this.#options;
    const lost = fatal[code];
    if (lost !== undefined) {
      log.error({shard, code}, lost);
      onLost();
      return;
    }
    const {closings, downSinceMs, steady} = this.#shards.get(shard) ?? {closings: 0, downSinceMs: now()};
    clearTimeout(steady);
    this.#shards.set(shard, {closings: closings + 1, lastCode: code, downSinceMs});
    const reason = GatewayCloseCodes[code] ?? this.#reasons.get(shard) ?? 'the connection broke';
    this.#reasons.delete(shard);
    if (closings === 0) log.info({shard, code, reason}, 'gateway reconnecting');
    else {
      const retryInSeconds = pauseAfter(closings) / 1000;
      log.warn({shard, code, reason, closings: closings + 1, retryInSeconds}, 'the gateway keeps closing');
    }
  }

  connected(shard: number): void {
    const state = this.#shards.get(shard);
    if (!state) return;
    const {log, now} = this.#options;
    const seconds = Math.round((now() - state.downSinceMs) / 1000);
    clearTimeout(state.steady);
    state.steady = setTimeout(() => {
      this.#shards.delete(shard);
      if (state.closings > 1) log.info({shard, seconds, closings: state.closings}, 'the gateway is back');
    }, steadyMs).unref();
  }

  /**
   * Resolves when the shard may connect: at once after a single closing, later after several. The answer says whether
   * it should resume its session or begin anew.
   */
  async beforeConnect(shard: number): Promise<'resume' | 'anew'> {
    const {closings, lastCode} = this.#shards.get(shard) ?? {closings: 0, lastCode: 0};
    if (closings > 1) await this.#options.wait(pauseAfter(closings - 1));
    return closings > closingsPerSession(lastCode) ? 'anew' : 'resume';
  }
}
