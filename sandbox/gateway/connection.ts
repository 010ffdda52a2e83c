/** One WebSocket from the bot: answers its opcodes, and closes with Discord's codes if the bot misbehaves. */
import {
  GatewayCloseCodes,
  type GatewayDispatchPayload,
  type GatewayIdentifyData,
  GatewayOpcodes,
  type GatewayReceivePayload,
  type GatewayResumeData,
  type GatewaySendPayload,
} from 'discord-api-types/v10';
import type {WebSocket} from 'ws';
import * as z from 'zod';
import type {Services} from '../services.ts';
import type {GatewaySession} from './session.ts';

export interface ConnectionHost {
  readonly services: Services;
  readonly heartbeatIntervalMs: number;
  /** Returns false if the bot must identify later, or a close code if it may not. */
  identify(connection: GatewayConnection, data: GatewayIdentifyData): boolean | GatewayCloseCodes;
  /** Returns false if the session cannot be resumed, or a close code if the request itself is wrong. */
  resume(connection: GatewayConnection, data: GatewayResumeData): boolean | GatewayCloseCodes;
  closed(connection: GatewayConnection): void;
  unsupported(opcode: number): void;
}

/** Discord allows 120 messages a minute per connection. */
const maxMessagesPerMinute = 120;

const envelope = z.object({op: z.int(), d: z.unknown()});
const identifyData = z.object({
  token: z.string(),
  intents: z.int().min(0),
  properties: z.object({os: z.string(), browser: z.string(), device: z.string()}),
  shard: z.tuple([z.int().min(0), z.int().min(1)]).optional(),
});
const resumeData = z.object({token: z.string(), session_id: z.string(), seq: z.int()});

export class GatewayConnection {
  session: GatewaySession | undefined;
  readonly #socket: WebSocket;
  readonly #host: ConnectionHost;
  #received: number[] = [];
  #silence: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, host: ConnectionHost) {
    this.#socket = socket;
    this.#host = host;
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('close', () => {
      clearTimeout(this.#silence);
      host.closed(this);
    });
    socket.on('error', (error) => this.#note(`gateway socket failed: ${error.message}`));
    this.#expectHeartbeat();
    this.#send({
      op: GatewayOpcodes.Hello,
      d: {heartbeat_interval: host.heartbeatIntervalMs},
      s: null,
      t: null,
    });
  }

  sendDispatch(payload: GatewayDispatchPayload): void {
    this.#send(payload);
  }

  /** Asks the bot to reconnect and resume. */
  askToReconnect(): void {
    this.#send({op: GatewayOpcodes.Reconnect, d: undefined, s: null, t: null});
  }

  invalidateSession(resumable: boolean): void {
    this.#send({op: GatewayOpcodes.InvalidSession, d: resumable, s: null, t: null});
  }

  close(code: number, reason: string): void {
    this.#note(`gateway closed with ${code}: ${reason}`);
    this.#socket.close(code, reason);
  }

  /** Cuts the wire, as a network failure would. */
  terminate(): void {
    this.#note('gateway connection cut');
    this.#socket.terminate();
  }

  #receive(text: string): void {
    const message = parse(text);
    if (message) this.#log('received', message.op, message.d);
    const refusal = message
      ? this.#handle(message.op, message.d)
      : {code: GatewayCloseCodes.DecodeError, reason: 'not a gateway payload'};
    if (refusal) this.close(refusal.code, refusal.reason ?? GatewayCloseCodes[refusal.code]);
  }

  #handle(opcode: GatewaySendPayload['op'] | number, data: unknown): Refusal | undefined {
    if (this.#isFlooding()) {
      return {
        code: GatewayCloseCodes.RateLimited,
        reason: `more than ${maxMessagesPerMinute} messages a minute`,
      };
    }
    switch (opcode) {
      case GatewayOpcodes.Heartbeat:
        this.#expectHeartbeat();
        this.#send({op: GatewayOpcodes.HeartbeatAck, d: undefined, s: null, t: null});
        return undefined;
      case GatewayOpcodes.Identify:
        return this.session ? alreadyIdentified : this.#identify(data);
      case GatewayOpcodes.Resume:
        return this.session ? alreadyIdentified : this.#resume(data);
      case GatewayOpcodes.PresenceUpdate:
        return this.session ? undefined : {code: GatewayCloseCodes.NotAuthenticated};
      case GatewayOpcodes.RequestGuildMembers:
      case GatewayOpcodes.VoiceStateUpdate:
        this.#host.unsupported(opcode);
        return undefined;
      default:
        return {code: GatewayCloseCodes.UnknownOpcode, reason: `opcode ${opcode}`};
    }
  }

  #identify(data: unknown): Refusal | undefined {
    const parsed = identifyData.safeParse(data);
    if (!parsed.success) return malformed(parsed.error);
    const {shard, ...identify} = parsed.data;
    return this.#settle(this.#host.identify(this, {...identify, ...(shard && {shard})}));
  }

  #resume(data: unknown): Refusal | undefined {
    const parsed = resumeData.safeParse(data);
    if (!parsed.success) return malformed(parsed.error);
    return this.#settle(this.#host.resume(this, parsed.data));
  }

  #settle(outcome: boolean | GatewayCloseCodes): Refusal | undefined {
    if (outcome === false) this.invalidateSession(false);
    return typeof outcome === 'boolean' ? undefined : {code: outcome};
  }

  /** A bot silent for more than 1.5 intervals counts as gone. Uses real time, because the bot's timers do too. */
  #expectHeartbeat(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(
      () => this.close(GatewayCloseCodes.SessionTimedOut, 'no heartbeat'),
      this.#host.heartbeatIntervalMs * 1.5,
    );
    this.#silence.unref();
  }

  #isFlooding(): boolean {
    const now = Date.now();
    this.#received = [...this.#received.filter((at) => now - at < 60_000), now];
    return this.#received.length > maxMessagesPerMinute;
  }

  #send(payload: GatewayReceivePayload): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const {t, s, op, d} = payload as {t: unknown; s: unknown; op: unknown; d?: unknown};
    // In Discord's order.
    this.#socket.send(JSON.stringify({t, s, op, d}));
    this.#log('sent', payload.op, 'd' in payload ? payload.d : undefined, payload);
  }

  #log(direction: 'sent' | 'received', op: number, data: unknown, payload?: GatewayReceivePayload): void {
    const {clock, log} = this.#host.services;
    log.add({
      kind: 'gateway',
      at: clock.now(),
      direction,
      op,
      ...(payload?.t && {name: payload.t, sequence: payload.s}),
      data: log.summarize(data),
    });
  }

  #note(text: string): void {
    const {clock, log} = this.#host.services;
    log.add({kind: 'note', at: clock.now(), text});
  }
}

interface Refusal {
  code: GatewayCloseCodes;
  reason?: string;
}

const alreadyIdentified: Refusal = {code: GatewayCloseCodes.AlreadyAuthenticated};

/** Close reasons hold at most 123 bytes. */
function malformed(error: z.ZodError): Refusal {
  return {code: GatewayCloseCodes.DecodeError, reason: z.prettifyError(error).slice(0, 90)};
}

function parse(text: string): {op: number; d: unknown} | undefined {
  try {
    const parsed = envelope.safeParse(JSON.parse(text));
    return parsed.success ? {op: parsed.data.op, d: parsed.data.d} : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
