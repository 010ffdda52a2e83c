import type {Clock} from './clock.ts';

const discordEpochMs = 1_420_070_400_000n;
/** 1 January 2026: where deterministic ids start counting. */
const deterministicStartMs = 1_767_225_600_000n;

/**
 * Discord ids: 42 bits of milliseconds since 2015, then 22 bits that tell ids of the same millisecond apart. Each next
 * id is larger than the last. Deterministic ids ignore the clock and take one millisecond each, so two runs get the same ids.
 */
export class SnowflakeSource {
  readonly #clock: Clock;
  readonly #deterministic: boolean;
  /** Milliseconds before which `earlier` begins. */
  readonly #begun: bigint;
  #count = 0n;
  #earlier = 0n;

  constructor(clock: Clock, options: {deterministic: boolean}) {
    this.#clock = clock;
    this.#deterministic = options.deterministic;
    this.#begun = options.deterministic ? deterministicStartMs : BigInt(clock.now());
  }

  /** Older than every other id. Each is one millisecond older than the last, so that guilds spread over all shards. */
  earlier(): string {
    this.#earlier += 1n;
    return String((this.#begun - discordEpochMs - this.#earlier) << 22n);
  }

  next(): string {
    this.#count += 1n;
    if (this.#deterministic) return String((deterministicStartMs - discordEpochMs + this.#count) << 22n);
    return String(((BigInt(this.#clock.now()) - discordEpochMs) << 22n) | (this.#count & 0x3fffffn));
  }
}
