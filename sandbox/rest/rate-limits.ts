/**
 * Discord's rate limits: a window per bucket and major parameter, plus 50 requests a second for everything that needs
 * the bot's token. Interaction and webhook routes do not count towards those 50.
 */
import {createHash} from 'node:crypto';
import type {Clock} from '../clock.ts';
import type {BucketRule, Route} from './route.ts';

export interface RateLimitVerdict {
  headers: Record<string, string>;
  /** Present if the request is refused. */
  refusal?: {retryAfterMs: number; global: boolean};
}

export interface RateLimitOptions {
  /** Requests a second over all routes that need the bot's token. Default 50. */
  globalPerSecond: number;
}

interface Window {
  used: number;
  resetsAt: number;
}

export class RateLimits {
  readonly #clock: Clock;
  readonly #globalRule: BucketRule;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock, options: RateLimitOptions) {
    this.#clock = clock;
    this.#globalRule = {name: 'global', limit: options.globalPerSecond, windowMs: 1000, per: []};
  }

  /** Counts a request against its windows, unless one is full. */
  take(route: Route, params: Readonly<Record<string, string>>): RateLimitVerdict {
    if (route.auth === 'bot') {
      const window = this.#window('global', this.#globalRule);
      if (window.used >= this.#globalRule.limit) return this.#refuse(window, {}, true);
      window.used += 1;
    }
    const rule = route.bucket;
    if (!rule) return {headers: {}};
    const window = this.#window([rule.name, ...rule.per.map((name) => params[name])].join(' '), rule);
    if (window.used >= rule.limit) return this.#refuse(window, this.#headers(rule, window), false);
    window.used += 1;
    return {headers: this.#headers(rule, window)};
  }

  #window(key: string, rule: BucketRule): Window {
    const now = this.#clock.now();
    const known = this.#windows.get(key);
    if (known && known.resetsAt > now) return known;
    const fresh = {used: 0, resetsAt: now + rule.windowMs};
    this.#windows.set(key, fresh);
    return fresh;
  }

  #headers(rule: BucketRule, window: Window): Record<string, string> {
    const resetAfterMs = Math.max(0, window.resetsAt - this.#clock.now());
    return {
      'X-RateLimit-Limit': String(rule.limit),
      'X-RateLimit-Remaining': String(rule.limit - window.used),
      'X-RateLimit-Reset': (window.resetsAt / 1000).toFixed(3),
      'X-RateLimit-Reset-After': (resetAfterMs / 1000).toFixed(3),
      'X-RateLimit-Bucket': createHash('sha1').update(rule.name).digest('hex').slice(0, 32),
    };
  }

  #refuse(window: Window, headers: Record<string, string>, global: boolean): RateLimitVerdict {
    const retryAfterMs = Math.max(1, window.resetsAt - this.#clock.now());
    return {
      headers: {...headers, ...refusalHeaders(retryAfterMs, global ? 'global' : 'user')},
      refusal: {retryAfterMs, global},
    };
  }
}

export type RateLimitScope = 'user' | 'global' | 'shared';

/** `Retry-After` is in whole seconds, rounded up; the body's `retry_after` is exact. */
export function refusalHeaders(retryAfterMs: number, scope: RateLimitScope): Record<string, string> {
  return {
    'Retry-After': String(Math.ceil(retryAfterMs / 1000)),
    'X-RateLimit-Scope': scope,
    ...(scope === 'global' && {'X-RateLimit-Global': 'true'}),
  };
}

export function refusalBody(retryAfterMs: number, global: boolean): unknown {
  return {message: 'You are being rate limited.', code: 0, retry_after: retryAfterMs / 1000, global};
}
