/** Serves stored files under the CDN's paths, signed and expiring; a test can make a download slow or broken. */
import type {IncomingMessage, ServerResponse} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import type {AttachmentStore, StoredFile} from './store.ts';

/** How often a dripping download sends a piece. */
const dripIntervalMs = 50;

export async function serveAttachment(
  store: AttachmentStore,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = store.find(url.pathname);
  if (!file || !store.isSigned(url.pathname, url.searchParams)) {
    response.writeHead(404, {'content-type': 'text/plain'}).end('This content is no longer available.');
    return;
  }
  if (file.delivery?.kind === 'status') {
    response.writeHead(file.delivery.status, {'content-type': 'text/plain'}).end('Something broke.');
    return;
  }
  response.writeHead(200, {
    'content-type': file.contentType ?? 'application/octet-stream',
    'content-length': file.bytes.byteLength,
    'cache-control': 'private, max-age=86400',
    // Strangers' files share the page's origin, so none of them may run as a page.
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') response.end();
  else await sendBody(file, response);
}

async function sendBody(file: StoredFile, response: ServerResponse): Promise<void> {
  const {bytes, delivery} = file;
  switch (delivery?.kind) {
    case 'drip':
      await drip(bytes, delivery.bytesPerSecond, response);
      return;
    case 'stall':
      response.write(bytes.subarray(0, delivery.afterBytes));
      return;
    case 'cut':
      response.write(bytes.subarray(0, delivery.afterBytes), () => response.destroy());
      return;
    default:
      response.end(bytes);
  }
}

async function drip(bytes: Uint8Array, bytesPerSecond: number, response: ServerResponse): Promise<void> {
  const pieceLength = Math.max(1, Math.round((bytesPerSecond * dripIntervalMs) / 1000));
  for (let offset = 0; offset < bytes.byteLength && !response.destroyed; offset += pieceLength) {
    response.write(bytes.subarray(offset, offset + pieceLength));
    await sleep(dripIntervalMs, undefined, {ref: false});
  }
  response.end();
}
