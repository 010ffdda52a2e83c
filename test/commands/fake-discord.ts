import {DiscordAPIError, type RequestData} from 'discord.js';
import type {Rest} from '../../src/commands/services.ts';

export interface SentRequest {
  method: string;
  route: string;
  body: {content?: string; components?: unknown[]; message_reference?: {message_id: string}};
  files: string[];
  auth: boolean;
}

/** Stands in for Discord's REST interface: answers like it, remembers all requests, fails where told to. */
export class FakeDiscord implements Rest {
  readonly requests: SentRequest[] = [];
  readonly #failures: {method: string; route: RegExp; error: Error; times: number}[] = [];

  /** From now on such requests fail. */
  failOn(method: string, route: RegExp, error: Error): void {
    this.#failures.push({method, route, error, times: Number.POSITIVE_INFINITY});
  }

  /** The next such request fails. */
  failOnce(method: string, route: RegExp, error: Error): void {
    this.#failures.push({method, route, error, times: 1});
  }

  /** The requests that wrote a message, in their order. */
  get edits(): SentRequest[] {
    return this.requests.filter(({body}) => body.content !== undefined);
  }

  get lastContent(): string | undefined {
    return this.edits.at(-1)?.body.content;
  }

  delete = (route: string, options?: RequestData) => this.#answer('DELETE', route, options);
  patch = (route: string, options?: RequestData) => this.#answer('PATCH', route, options);
  post = (route: string, options?: RequestData) => this.#answer('POST', route, options);
  put = (route: string, options?: RequestData) => this.#answer('PUT', route, options);

  async #answer(method: string, route: string, options: RequestData = {}): Promise<unknown> {
    const body = typeof options.body === 'object' && options.body ? options.body : {};
    const files = (options.files ?? []).map(({name}) => name);
    this.requests.push({method, route, body, files, auth: options.auth ?? true});
    const failure = this.#failures.find(
      (rule) => rule.times > 0 && rule.method === method && rule.route.test(route),
    );
    if (failure) {
      failure.times -= 1;
      throw failure.error;
    }
    return {id: method === 'POST' ? 'posted' : 'message', channel_id: 'channel'};
  }
}

export function discordError(code: number, status = 400): DiscordAPIError {
  return new DiscordAPIError({code, message: `error ${code}`}, code, status, 'PATCH', 'http://discord/x', {
    body: undefined,
    files: undefined,
  });
}
