import {setTimeout as delay} from 'node:timers/promises';
import {InteractionResponseType, RESTJSONErrorCodes, type RESTOptions} from 'discord.js';

type MakeRequest = RESTOptions['makeRequest'];
type Init = Parameters<MakeRequest>[1];

export interface SureCallbacksOptions {
  applicationId: string;
  /** Discord may have taken an answer to an interaction, but it is not known. */
  onDoubt(error: unknown): void;
  /** Pauses between two questions, ms. Default: quick at first, fourteen minutes in all, then the token expires. */
  pausesMs?: readonly number[];
}

const defaultPausesMs = [100, 300, 1_000, 3_000, 10_000, ...Array<number>(27).fill(30_000)];
/** A request without an answer by then has failed. */
const timeoutMs = 10_000;

/** An answer to an interaction that was sent, perhaps in vain. */
interface Callback {
  url: URL;
  init: Init;
  interactionId: string;
  token: string;
  /** Of the API, up to the path of the callback. */
  base: string;
}

/**
 * Wraps a transport so that each answer to an interaction reaches Discord once, and so that its fate is known. If a
 * connection breaks, Discord may have taken the answer: sending it again then gives 40060, and the reply can be fetched
 * with the interaction's token. To discord.js, both look like an ordinary success.
 *
 * 40060 without such a doubt stays an error: somebody else has answered.
 */
export function sureCallbacks(
  makeRequest: MakeRequest,
  {applicationId, onDoubt, pausesMs = defaultPausesMs}: SureCallbacksOptions,
): MakeRequest {
  /** URLs of callbacks that Discord may have taken. discord.js repeats some requests itself. */
  const doubtful = new Set<string>();

  /** Asks until Discord answers. @throws the last failure */
  async function insist(url: string, init: Init, onFailure: (error: unknown) => void): Promise<Response> {
    for (const pauseMs of pausesMs) {
      try {
        const answer = await whole(await makeRequest(url, {...init, signal: AbortSignal.timeout(timeoutMs)}));
        if (answer.status < 500) return answer;
        onFailure(new Error(`Discord answered ${answer.status}`));
      } catch (error) {
        onFailure(error);
      }
      await delay(pauseMs, undefined, {ref: false});
    }
    throw new Error('Discord could not be asked whether it took the answer to an interaction.');
  }

  async function settle(callback: Callback): Promise<Response> {
    const {url, init} = callback;
    const answer = await insist(url.href, init, (error) => {
      doubtful.add(url.href);
      onDoubt(error);
    }).catch((error: unknown) => {
      doubtful.delete(url.href);
      throw error;
    });
    if (answer.status === 429 || !doubtful.delete(url.href)) return answer;
    const code = await codeOf(answer);
    if (code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged) return taken(callback, true);
    if (code === RESTJSONErrorCodes.UnknownInteraction) return (await taken(callback, false)) ?? answer;
    return answer;
  }

  /** Discord's answer to the callback, had it arrived. Undefined if there is no reply and `isSure` is false. */
  async function taken(callback: Callback, isSure: true): Promise<Response>;
  async function taken(callback: Callback, isSure: boolean): Promise<Response | undefined>;
  async function taken(callback: Callback, isSure: boolean): Promise<Response | undefined> {
    const {url, init, interactionId, token, base} = callback;
    const original = `${base}/webhooks/${applicationId}/${token}/messages/@original`;
    const found = await insist(original, {method: 'GET', headers: userAgentOf(init)}, onDoubt);
    if (!found.ok && !isSure) return undefined;
    if (url.searchParams.get('with_response') !== 'true') return new Response(null, {status: 204});
    const message: unknown = found.ok ? await found.json() : undefined;
    const interaction = {id: interactionId};
    return Response.json({interaction, ...(message !== undefined && {resource: {message}})});
  }

  return async (href, init) => {
    const url = new URL(href);
    const [, base, interactionId, token] =
      /^(.*)\/interactions\/(\d+)\/([^/]+)\/callback$/.exec(url.origin + url.pathname) ?? [];
    if (base === undefined || interactionId === undefined || token === undefined || isAutocomplete(init))
      return makeRequest(href, init);
    return settle({url, init, interactionId, token, base});
  };
}

/** Reads the body at once, so that a connection that breaks in the middle counts as broken. */
async function whole(answer: Awaited<ReturnType<MakeRequest>>): Promise<Response> {
  const body = await answer.text();
  const headers = Object.fromEntries(answer.headers.entries());
  return new Response(body === '' ? null : body, {status: answer.status, headers});
}

async function codeOf(answer: Response): Promise<unknown> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
}

/** Choices that did not arrive are of no use any more, and they leave no reply. */
function isAutocomplete({body}: Init): boolean {
  if (typeof body !== 'string') return false;
  const {type}: {type?: unknown} = JSON.parse(body);
  return type === InteractionResponseType.ApplicationCommandAutocompleteResult;
}

function userAgentOf({headers}: Init): Record<string, string> {
  const userAgent = new Headers(headers as Record<string, string>).get('User-Agent');
  return userAgent === null ? {} : {'User-Agent': userAgent};
}
