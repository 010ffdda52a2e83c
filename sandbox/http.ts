/** One port for everything: `/api` is REST, `/gateway` the WebSocket, the rest is the attachment host. */
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import {serveAttachment} from './attachments/host.ts';
import type {Gateway} from './gateway/server.ts';
import {handleRest, type RestParts} from './rest/handler.ts';

export function serve(server: Server, gateway: Gateway, parts: RestParts): void {
  server.on('request', (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
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

async function answer(parts: RestParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = urlOf(request);
  if (url.pathname.startsWith('/api/')) await handleRest(parts, url, request, response);
  else await serveAttachment(parts.services.attachments, url, request, response);
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://127.0.0.1');
}
