/**
 * Lets only the page itself, in a browser on this machine, use the page's API. Anybody who can act as its users can
 * read their messages and, through the bot, put this machine to work. So the guard refuses other sites (`Origin`) and
 * names made to point at 127.0.0.1 (`Host`, DNS rebinding).
 */
import type {IncomingMessage} from 'node:http';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Why the request must be refused; undefined if it may be served. */
export function strangerReason(request: IncomingMessage): string | undefined {
  const {host, origin} = request.headers;
  if (!host || !isLoopback(host)) {
    return `expected a Host of this machine (127.0.0.1 or localhost), received ${host ?? 'none'}`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `expected requests from http://${host} itself, received one from ${origin}`;
  }
  const site = request.headers['sec-fetch-site'];
  const isDocument = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isDocument) {
    return `expected requests from the page itself, received a ${site} one`;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && origin === undefined)
    return 'expected an Origin header with every request that changes something';
  return undefined;
}

function isLoopback(host: string): boolean {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  return url !== undefined && url.host === host.replace(/:80$/, '') && loopbackNames.has(url.hostname);
}
