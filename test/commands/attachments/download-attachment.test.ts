import {createServer, type RequestListener, type Server} from 'node:http';
import {afterEach, describe, expect, test} from 'vitest';
import {downloadAttachment} from '../../../src/commands/attachments/download-attachment.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return `http://127.0.0.1:${address.port}`;
}

async function download(listener: RequestListener, {size = 10, maxBytes = 1_000} = {}): Promise<Uint8Array> {
  const origin = await serve(listener);
  return downloadAttachment(
    {url: `${origin}/attachments/1/2/a.png`, size},
    {maxBytes, extraOrigins: [origin]},
  );
}

describe('downloadAttachment', () => {
  test('returns the bytes', async () => {
    const bytes = await download((_request, response) => response.end(Buffer.from([1, 2, 3])));
    expect([...bytes]).toEqual([1, 2, 3]);
  });

  test('refuses a declared size above the limit without asking the host', async () => {
    let asked = false;
    const downloading = download(
      (_request, response) => {
        asked = true;
        response.end();
      },
      {size: 3 * 1024 * 1024, maxBytes: 1024 * 1024},
    );
    await expect(downloading).rejects.toMatchObject({
      code: 'ATTACHMENT_REFUSED',
      message: 'expected at most 1 MiB, got 3 MiB',
    });
    expect(asked).toBe(false);
  });

  test('stops a host that sends more than it declared', async () => {
    let sent = 0;
    let closed = false;
    const downloading = download((_request, response) => {
      const timer = setInterval(() => {
        sent += 400;
        response.write(Buffer.alloc(400));
      }, 5);
      response.on('close', () => {
        closed = true;
        clearInterval(timer);
      });
    });
    await expect(downloading).rejects.toMatchObject({code: 'ATTACHMENT_REFUSED'});
    await expect.poll(() => closed).toBe(true);
    expect(sent).toBeLessThan(10_000);
  });

  test('does not follow redirects', async () => {
    const downloading = download((request, response) => {
      if (request.url === '/attachments/elsewhere') response.end('secret');
      else response.writeHead(302, {location: '/attachments/elsewhere'}).end();
    });
    await expect(downloading).rejects.toMatchObject({code: 'DOWNLOAD_FAILED'});
  });

  test('names the status of a failed download', async () => {
    const downloading = download((_request, response) => response.writeHead(404).end());
    await expect(downloading).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: 'expected the attachment, got HTTP status 404',
    });
  });

  test('reports a connection that breaks off', async () => {
    const downloading = download((_request, response) => {
      response.writeHead(200, {'content-length': 100});
      response.write('abc');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(downloading).rejects.toMatchObject({code: 'DOWNLOAD_FAILED'});
  });
});
