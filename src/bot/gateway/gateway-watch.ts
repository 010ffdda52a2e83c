/** Follows each shard's connection: tells the log what is true of it, and how long to pause before the next try. */
import {setTimeout as delay} from 'node:timers/promises';
import {GatewayCloseCodes} from 'discord.js';
import type {Log} from '../../system/log.ts';
import {pauseAfter} from './backoff.ts';

/** Codes after which Discord will not have this shard back, and what the operator can do. */
const fatal: Partial<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord rejects the token (4004): check DISCORD_TOKEN, or reset the token in the developer portal.',
  [GatewayCloseCodes.InvalidShard]:
    'Discord rejects the number of shards (4010): set SHARDS=auto and restart, or take a number that Discord allows.',
  [GatewayCloseCodes.ShardingRequired]:
    'Discord wants more shards (4011): none may serve more than 2,500 servers. Restart with SHARDS=auto, or with a larger number.',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord no longer speaks this version of its gateway (4012): update Atelier.',
  [GatewayCloseCodes.InvalidIntents]:
    'Discord does not know an intent (4013): this is a bug in Atelier, please report it.',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord refuses an intent (4014): switch it on in the developer portal, under Bot → Privileged Gateway Intents.',
};

/** Those of the codes that are about this shard alone. The others are about the bot. */
const ofOneShard: readonly number[] = [GatewayCloseCodes.InvalidShard, GatewayCloseCodes.ShardingRequired];

/** More shards than this are only counted. */
const mostNamed = 8;

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
  /** Discord will have none of this process' shards back. */
  onLost(): void;
  /** A connection was closed, by whomever. */
  onClosed?(shard: number): void;
  wait?(ms: number): Promise<unknown>;
  now?(): number;
}

export class GatewayWatch {
  readonly #options: Required<GatewayWatchOptions>;
  readonly #shards = new Map<number, ShardState>();
  readonly #reasons = new Map<number, string>();
  /** Servers of each shard that has logged in. */
  readonly #guilds = new Map<number, number>();
  /** This process' own shards. */
  #own: readonly number[] = [0];
  /** Shards that have not been closed for good. */
  #alive = new Set<number>([0]);
  readonly #connected = new Set<number>();
  #count = 1;
  #stopping = false;

  constructor(options: GatewayWatchOptions) {
    this.#options = {
      wait: (ms) => delay(ms, undefined, {ref: false}),
      now: () => Date.now(),
      onClosed: () => {},
      ...options,
    };
  }

  /** These shards of `count` are this process' own. */
  expect(shards: readonly number[], count: number): void {
    this.#own = shards;
    this.#alive = new Set(shards);
    this.#count = count;
  }

  /** In how many servers the bot was when its shards logged in. */
  get guilds(): number {
    return [...this.#guilds.values()].reduce((sum, guilds) => sum + guilds, 0);
  }

  /** This process' own shards, and whether they are connected. */
  get shards(): {shard: number; connected: boolean}[] {
    return this.#own.map((shard) => ({shard, connected: this.#connected.has(shard)}));
  }

  /** Names the own shards that are not connected; undefined if all are. */
  get missing(): string | undefined {
    const missing = this.#own.filter((shard) => !this.#connected.has(shard));
    if (missing.length === 0) return undefined;
    const [are, names] = missing.length === 1 ? ['is', 'shard'] : ['are', 'shards'];
    const more = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
    return `${names} ${missing.slice(0, mostNamed).join(', ')}${more} of ${this.#count} ${are} not connected`;
  }

  /** From now on connections close because this process wants it. */
  stop(): void {
    this.#stopping = true;
  }

  /** The reason for the closing that follows. */
  failed(shard: number, reason: string): void {
    this.#reasons.set(shard, reason);
  }

  closed(shard: number, code: number): void {
    const {log, now, onClosed} = this.#options;
    this.#connected.delete(shard);
    onClosed(shard);
    if (this.#stopping || this.#alive.size === 0) return;
    const lost = fatal[code];
    if (lost !== undefined) {
      this.#lose(shard, code, lost);
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

  /** @param guilds in how many servers the shard is; undefined if it resumed its session */
  connected(shard: number, guilds?: number): void {
    if (guilds !== undefined) this.#guilds.set(shard, guilds);
    this.#connected.add(shard);
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

  /** One shard's end is not the others'. */
  #lose(shard: number, code: number, words: string): void {
    const {log, onLost} = this.#options;
    this.#alive.delete(shard);
    // Before any shard has logged in, the others need not find it out one by one.
    if (this.#guilds.size === 0 && !ofOneShard.includes(code)) this.#alive.clear();
    const name = this.#count > 1 ? `Shard ${shard} of ${this.#count}: ` : '';
    const others =
      this.#alive.size > 0 ? ' Until then its servers are not served; the other shards go on.' : '';
    log.error({shard, code}, `${name}${words}${others}`);
    if (this.#alive.size === 0) onLost();
  }
}
