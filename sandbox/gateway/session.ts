/**
 * One identified bot session. It outlives its socket: dispatches keep their sequence numbers and wait here. When a
 * socket resumes the session, the dispatches the bot has not seen are replayed.
 */
import {randomBytes} from 'node:crypto';
import {
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type GatewayReadyDispatchData,
} from 'discord-api-types/v10';

/** A dispatch without its sequence number. */
export type Dispatch = GatewayDispatchPayload extends infer P
  ? P extends unknown
    ? Omit<P, 'op' | 's'>
    : never
  : never;

export interface SessionSocket {
  sendDispatch(payload: GatewayDispatchPayload): void;
}

export interface SessionOptions {
  intents: number;
  shard: readonly [id: number, count: number];
}

/** The shard of `count` that gets a guild's events. */
export function shardOf(guildId: string, count: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(count));
}

/** How many dispatches are kept for replay; a client further behind must identify again. */
const replayLimit = 1000;

export class GatewaySession {
  readonly id = randomBytes(16).toString('hex');
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  socket: SessionSocket | undefined;
  resumable = true;
  #sequence = 0;
  #sent: GatewayDispatchPayload[] = [];

  constructor(options: SessionOptions) {
    this.intents = options.intents;
    this.shard = options.shard;
  }

  get sequence(): number {
    return this.#sequence;
  }

  wants(intents: number): boolean {
    return intents === 0 || (this.intents & intents) !== 0;
  }

  /** Whether this shard gets the events: guild events go to the guild's shard, direct messages to shard 0. */
  covers(guildId: string | undefined): boolean {
    const [id, count] = this.shard;
    return id === (guildId === undefined ? 0 : shardOf(guildId, count));
  }

  dispatch(dispatch: Dispatch): void {
    this.#sequence += 1;
    // Spreading a union loses which name goes with which data; here both come from the same `Dispatch`.
    const payload = {...dispatch, op: 0, s: this.#sequence} as GatewayDispatchPayload;
    this.#sent.push(payload);
    if (this.#sent.length > replayLimit) this.#sent.shift();
    this.socket?.sendDispatch(payload);
  }

  /** The latest dispatch of each name that can still be replayed. */
  latest(): GatewayDispatchPayload[] {
    return [...new Map(this.#sent.map((payload) => [payload.t, payload])).values()];
  }

  /** Whether everything after `sequence` can still be replayed. */
  canReplayAfter(sequence: number): boolean {
    const oldest = this.#sequence - this.#sent.length;
    return this.resumable && sequence >= oldest && sequence <= this.#sequence;
  }

  /** Sends the missed dispatches, then RESUMED. */
  resume(socket: SessionSocket, sequence: number): void {
    this.socket = socket;
    for (const payload of this.#sent.filter(({s}) => s > sequence)) socket.sendDispatch(payload);
    this.dispatch({t: GatewayDispatchEvents.Resumed, d: undefined});
  }

  ready(socket: SessionSocket, data: Omit<GatewayReadyDispatchData, 'session_id'>): void {
    this.socket = socket;
    this.dispatch({t: GatewayDispatchEvents.Ready, d: {...data, session_id: this.id}});
  }
}
