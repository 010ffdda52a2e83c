/** Serves everything on one port: `/api` is REST, `/gateway` the WebSocket; then guests, then attachments. */
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import {serveAttachment} from './attachments/host.ts';
import type {Gateway} from './gateway/server.ts';
import {handleRest, type RestParts} from './rest/handler.ts';

/** Serves something else on the port, such as the page. Resolves with false to leave a request to the others. */
export type Guest = (url: URL, request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export function serve(server: Server, gateway: Gateway, parts: RestParts, guests: ReadonlySet<Guest>): void {
  server.on('request', (request, response) => {
    answer(parts, guests, request, response).catch((error: unknown) => {
      const {clock, log} = parts.services;
      log.add({kind: 'note', at: clock.now(), text: `request failed: ${log.mask(String(error))}`});
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const url = urlOf(request);
    if (url.pathname.replace(/\/$/, '') === '/gateway') gateway.accept(request, socket, head, url);
    else socket.destroy();
  });
}

async function answer(
  parts: RestParts,
  guests: ReadonlySet<Guest>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = urlOf(request);
  if (url.pathname.startsWith('/api/')) {
    await handleRest(parts, url, request, response);
    return;
  }
  for (const guest of guests) if (await guest(url, request, response)) return;
  await serveAttachment(parts.services.attachments, url, request, response);
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://127.0.0.1');
}
