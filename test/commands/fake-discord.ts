import {DiscordAPIError, type RequestData} from 'discord.js';
import type {Rest} from '../../src/commands/messages/reply/rest.ts';

export interface SentRequest {
  method: string;
  route: string;
  body: {content?: string; components?: unknown[]; message_reference?: {message_id: string}; nonce?: string};
  files: string[];
  auth: boolean;
}

interface Failure {
  method: string;
  route: RegExp;
  which: (request: SentRequest) => boolean;
  error: Error;
  times: number;
}

/** Stands in for Discord's REST interface: answers like it, remembers all requests, and fails if told to. */
export class FakeDiscord implements Rest {
  readonly requests: SentRequest[] = [];
  readonly #failures: Failure[] = [];

  /** From now on such requests fail; with `which`, only those it picks. */
  failOn(method: string, route: RegExp, error: Error, which: Failure['which'] = () => true): void {
    this.#failures.push({method, route, error, which, times: Number.POSITIVE_INFINITY});
  }

  /** The next such request fails. */
  failOnce(method: string, route: RegExp, error: Error): void {
    this.#failures.push({method, route, error, which: () => true, times: 1});
  }

  /** The requests that wrote a message, in order. */
  get edits(): SentRequest[] {
    return this.requests.filter(({body}) => body.content !== undefined);
  }

  get lastContent(): string | undefined {
    return this.edits.at(-1)?.body.content;
  }

  /** Messages of a channel, as Discord lists them. */
  readonly history: unknown[] = [];

  delete = (route: string, options?: RequestData) => this.#answer('DELETE', route, options);
  get = (route: string, options?: RequestData) => this.#answer('GET', route, options);
  patch = (route: string, options?: RequestData) => this.#answer('PATCH', route, options);
  post = (route: string, options?: RequestData) => this.#answer('POST', route, options);
  put = (route: string, options?: RequestData) => this.#answer('PUT', route, options);

  async #answer(method: string, route: string, options: RequestData = {}): Promise<unknown> {
    const body = typeof options.body === 'object' && options.body ? options.body : {};
    const files = (options.files ?? []).map(({name}) => name);
    const request = {method, route, body, files, auth: options.auth ?? true};
    this.requests.push(request);
    const failure = this.#failures.find(
      (rule) => rule.times > 0 && rule.method === method && rule.route.test(route) && rule.which(request),
    );
    if (failure) {
      failure.times -= 1;
      throw failure.error;
    }
    if (method === 'GET') return this.history;
    return messageAt(method, route);
  }
}

/** As Discord answers: with the message that was asked for, and where it is. */
function messageAt(method: string, route: string) {
  const [, channelId = 'channel', id = 'message'] =
    /^\/channels\/(\w+)\/messages(?:\/(\w+))?/.exec(route) ?? [];
  return {id: method === 'POST' ? 'posted' : id, channel_id: channelId};
}

export function discordError(code: number, status = 400): DiscordAPIError {
  return new DiscordAPIError({code, message: `error ${code}`}, code, status, 'PATCH', 'http://discord/x', {
    body: undefined,
    files: undefined,
  });
}
