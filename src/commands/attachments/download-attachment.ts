import {AppError} from '../../errors.ts';
import {fetch} from '../../system/network.ts';
import {checkAttachmentUrl} from './hosts.ts';

const timeoutMs = 15_000;

export interface AttachmentLimits {
  maxBytes: number;
  extraOrigins: readonly string[];
}

/**
 * Fetches an attachment at once, because its URL expires. Trusts neither the declared size nor the host: counts the
 * bytes as they come and refuses redirects.
 * @throws AppError `ATTACHMENT_REFUSED` or `DOWNLOAD_FAILED`
 */
export async function downloadAttachment(
  attachment: {url: string; size: number},
  limits: AttachmentLimits,
): Promise<Uint8Array> {
  const url = checkAttachment(attachment, limits);
  try {
    const response = await fetch(url, {redirect: 'error', signal: AbortSignal.timeout(timeoutMs)});
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      const {status} = response;
      const message = `expected the attachment, got HTTP status ${status}`;
      throw new AppError('DOWNLOAD_FAILED', message, {detail: {reason: 'downloadStatus', status}});
    }
    return await readAll(response.body, limits.maxBytes);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw broken(error);
  }
}

/** Checks what is declared, without a download. @throws AppError `ATTACHMENT_REFUSED` */
export function checkAttachment(
  {url, size}: {url: string; size: number},
  {maxBytes, extraOrigins}: AttachmentLimits,
): URL {
  const checked = checkAttachmentUrl(url, extraOrigins);
  if (size > maxBytes) throw tooLarge(maxBytes, size);
  return checked;
}

/** An error thrown inside the loop cancels the transfer. */
async function readAll(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `bytes` is absent when the transfer was broken off. */
function tooLarge(most: number, bytes?: number): AppError {
  const came = bytes === undefined ? 'more than that' : megabytes(bytes);
  return new AppError('ATTACHMENT_REFUSED', `expected at most ${megabytes(most)}, got ${came}`, {
    detail: {reason: 'fileTooLarge', most, ...(bytes !== undefined && {bytes})},
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toLocaleString('en', {maximumFractionDigits: 2})} MiB`;
}

function broken(cause: unknown): AppError {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    const seconds = timeoutMs / 1000;
    const message = `the attachment did not arrive within ${seconds} s`;
    return new AppError('DOWNLOAD_FAILED', message, {cause, detail: {reason: 'downloadTimeout', seconds}});
  }
  const message = 'the connection to the attachment host failed';
  return new AppError('DOWNLOAD_FAILED', message, {cause, detail: {reason: 'downloadBroken'}});
}
