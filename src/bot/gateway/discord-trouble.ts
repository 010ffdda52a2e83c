/** Why Discord's API cannot be used, as one sentence for the operator's log. */
import {DiscordAPIError, HTTPError} from 'discord.js';

export interface DiscordTrouble {
  /** What is wrong and what to do about it. */
  words: string;
  /** Trying again will not help. */
  lasting: boolean;
}

/** @param error of a request with the bot's token; @param apiBase where it went */
export function troubleOf(error: unknown, apiBase: string): DiscordTrouble {
  if (error instanceof NotDiscord) return {words: notDiscord(apiBase, error.message), lasting: true};
  if (error instanceof DiscordAPIError || error instanceof HTTPError) return ofStatus(error.status, apiBase);
  return {words: ofConnection(error, new URL(apiBase).host), lasting: false};
}

/** Something answered, but not as Discord does. */
export class NotDiscord extends Error {}

function notDiscord(apiBase: string, how: string): string {
  return `${apiBase} is not Discord's API (${how}): check DISCORD_API_BASE.`;
}

function ofStatus(status: number, apiBase: string): DiscordTrouble {
  if (status === 401)
    return {
      words:
        'Discord rejects the token (401): check DISCORD_TOKEN, or reset the token in the developer portal.',
      lasting: true,
    };
  if (status === 404 || status === 405) {
    return {words: notDiscord(apiBase, `it answered ${status}`), lasting: true};
  }
  if (status === 403 || status === 429)
    return {
      words: `Discord refuses this machine for now (${status}): its address has sent too many wrong requests.`,
      lasting: false,
    };
  return {words: `Discord is in trouble: it answered ${status}.`, lasting: false};
}

const notTls = /^(?:ERR_SSL|EPROTO$)/;
const untrusted = /^(?:ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/;

function ofConnection(error: unknown, host: string): string {
  const {code = '', hostname, address, port} = detailsOf(error);
  if (/ENOTFOUND|EAI_AGAIN|ENODATA/.test(code))
    return `The name of ${hostname ?? host} cannot be resolved (${code}): is there a network, and a name server?`;
  if (code === 'ECONNREFUSED') {
    const place = address === undefined ? host : `${address}:${port}`;
    return `Nothing listens at ${place}${place === host ? '' : `, on the way to ${host}`} (${code}).`;
  }
  if (/ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL/.test(code))
    return `There is no way to ${host} (${code}): is there a network?`;
  if (notTls.test(code))
    return `${host} does not speak TLS as it should (${code}): check DISCORD_API_BASE and the proxy.`;
  if (untrusted.test(code))
    return `The TLS certificate of ${host} cannot be trusted (${code}): check this machine's clock, and if a proxy opens connections, give Node its certificate with NODE_EXTRA_CA_CERTS.`;
  const [, proxyStatus] = /Proxy response \((\d+)\)/.exec(String(error)) ?? [];
  if (proxyStatus !== undefined)
    return `The proxy refuses to connect to ${host} (${proxyStatus}): check HTTPS_PROXY and NO_PROXY.`;
  return `${host} does not answer (${code || String(error)}).`;
}

interface ConnectionDetails {
  code?: string;
  /** The name that was looked up, or the address that was tried: perhaps a proxy's. */
  hostname?: string;
  address?: string;
  port?: number;
}

/** Those of the first error among this one and its causes that has a code. */
function detailsOf(error: unknown): ConnectionDetails {
  if (!(error instanceof Error)) return {};
  if (!('code' in error) || typeof error.code !== 'string') return detailsOf(error.cause);
  const [first = error] = error instanceof AggregateError ? error.errors : [];
  return {...(first as ConnectionDetails), code: error.code};
}
