/** Request bodies: JSON, or multipart with `payload_json` and `files[n]`. */
import type {IncomingMessage} from 'node:http';
import {DiscordError} from './discord-error.ts';

export interface Upload {
  /** The n of `files[n]`; the body's `attachments` use it as `id`. */
  readonly index: number;
  readonly filename: string;
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
}

export interface ParsedBody {
  body: unknown;
  uploads: Upload[];
}

/** Ten files of the largest guild limit. Nothing beyond it is read into memory. */
const maxBodyBytes = 1024 * 1024 * 1024;

/** The connection closed before the body was complete, for example because the client's process died. */
export class ClientGoneError extends Error {
  constructor(options?: ErrorOptions) {
    super('the client left in the middle of a request', options);
    this.name = 'ClientGoneError';
  }
}

/** @throws ClientGoneError, DiscordError */
export async function readBody(request: IncomingMessage): Promise<ParsedBody> {
  const bytes = await readBytes(request);
  if (bytes.byteLength === 0) return {body: undefined, uploads: []};
  const contentType = request.headers['content-type'] ?? '';
  return contentType.startsWith('multipart/form-data')
    ? readForm(bytes, contentType)
    : {body: parseJson(bytes.toString('utf8')), uploads: []};
}

/** The type assumed for a part that states none. */
const untyped = 'application/octet-stream';

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of request) {
      length += piece.byteLength;
      if (length > maxBodyBytes) throw new DiscordError('requestTooLarge');
      pieces.push(piece);
    }
  } catch (error) {
    throw request.complete || error instanceof DiscordError ? error : new ClientGoneError({cause: error});
  }
  return Buffer.concat(pieces);
}

async function readForm(bytes: Buffer, contentType: string): Promise<ParsedBody> {
  const form = await new Response(bytes, {headers: {'content-type': contentType}}).formData().catch(() => {
    throw new DiscordError('invalidForm');
  });
  const payload = form.get('payload_json');
  const uploads: Upload[] = [];
  for (const [key, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    uploads.push({
      index: Number(index),
      filename: value.name,
      contentType: value.type === untyped ? undefined : value.type,
      bytes: new Uint8Array(await value.arrayBuffer()),
    });
  }
  return {body: typeof payload === 'string' ? parseJson(payload) : {}, uploads};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DiscordError('invalidJson', [], {cause: error});
  }
}
