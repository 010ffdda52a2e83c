/**
 * Trouble on demand. A fault applies to the next `times` requests with a matching route, before anything else looks at
 * them; faults added first apply first. Patterns are `METHOD /path/as/in/the/document`; `*` stands for anything, so
 * `PATCH /webhooks/*` means every edit through an interaction token.
 */
import {type RateLimitScope, refusalBody, refusalHeaders} from './rate-limits.ts';

export type FaultEffect =
  | {kind: 'respond'; status: number; headers: Record<string, string>; body: unknown}
  | {kind: 'delay'; ms: number}
  | {kind: 'reset'}
  | {kind: 'lose'};

interface Fault {
  matches: RegExp;
  remaining: number;
  effect: FaultEffect;
}

export class Faults {
  #pending: Fault[] = [];

  /** Answers 429, even if the real windows have room. */
  rateLimit(pattern: string, options: {times: number; retryAfterMs: number; scope?: RateLimitScope}): void {
    const {times, retryAfterMs, scope = 'user'} = options;
    const body = refusalBody(retryAfterMs, scope === 'global');
    this.#add(pattern, times, {
      kind: 'respond',
      status: 429,
      headers: refusalHeaders(retryAfterMs, scope),
      body,
    });
  }

  /** Answers 5xx, as Discord's edge does when it is in trouble. */
  serverError(pattern: string, options: {times: number; status?: number}): void {
    const {times, status = 502} = options;
    if (status < 500 || status > 599) throw new RangeError(`expected a status of 500 to 599, got ${status}`);
    const body = {message: `${status}: Server Error`, code: 0};
    this.#add(pattern, times, {kind: 'respond', status, headers: {}, body});
  }

  /** Waits `ms` of real time before the request is handled. */
  delay(pattern: string, options: {times: number; ms: number}): void {
    this.#add(pattern, options.times, {kind: 'delay', ms: options.ms});
  }

  /** Breaks the connection without an answer. */
  resetConnection(pattern: string, options: {times: number}): void {
    this.#add(pattern, options.times, {kind: 'reset'});
  }

  /** Handles the request, then breaks the connection instead of answering. */
  loseAnswer(pattern: string, options: {times: number}): void {
    this.#add(pattern, options.times, {kind: 'lose'});
  }

  clear(): void {
    this.#pending = [];
  }

  /** Uses up one turn of the first fault that matches this route, if any. */
  take(route: string): FaultEffect | undefined {
    const fault = this.#pending.find(({matches}) => matches.test(route));
    if (!fault) return undefined;
    fault.remaining -= 1;
    if (fault.remaining <= 0) this.#pending = this.#pending.filter((other) => other !== fault);
    return fault.effect;
  }

  #add(pattern: string, times: number, effect: FaultEffect): void {
    const escaped = pattern.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\@]/g, '\\$&'));
    this.#pending.push({matches: new RegExp(`^${escaped.join('.*')}$`), remaining: times, effect});
  }
}
