/**
 * Downloads one large file. An interrupted download is resumed, and the file is accepted only if its checksum is right.
 * It appears under its final name complete or not at all.
 */
import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {mkdir, open, rename, rm, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {AppError} from '../../errors.ts';
import {fetch} from '../../system/network.ts';

export interface RemoteFile {
  url: string;
  bytes: number;
  /** MD5 in hexadecimal, as its publisher states it. */
  md5: string;
}

/** A file whose publisher states its SHA-512. */
export interface RemotePackage {
  url: string;
  bytes: number;
  sha512: string;
}

/**
 * @param path where the file ends up; an unfinished download is kept beside it as `<path>.part` and resumed
 * @param onProgress share of the bytes received, 0–1
 * @throws AppError `WEIGHTS_UNAVAILABLE` when the server cannot be reached, refuses, or sends something else.
 */
export async function downloadFile(
  file: RemoteFile | RemotePackage,
  path: string,
  onProgress: (fraction: number) => void,
): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  const part = `${path}.part`;
  const present = await sizeOf(part);
  if (present < file.bytes) await fetchRest(file, part, present, onProgress);

  const [algorithm, expected] =
    'md5' in file ? (['md5', file.md5] as const) : (['sha512', file.sha512] as const);
  const received = await hashOf(part, algorithm);
  if (received !== expected) {
    await rm(part, {force: true});
    throw new AppError(
      'WEIGHTS_UNAVAILABLE',
      `download of ${file.url}: expected ${algorithm.toUpperCase()} ${expected}, received ${received}; the damaged file was removed, please try again`,
    );
  }
  await rename(part, path);
}

export function md5Of(path: string): Promise<string> {
  return hashOf(path, 'md5');
}

async function hashOf(path: string, algorithm: 'md5' | 'sha512'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function fetchRest(
  {url, bytes}: RemoteFile | RemotePackage,
  part: string,
  present: number,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const response = await request(url, present);
  // A server that ignores the range sends the whole file again.
  let position = response.status === 206 ? present : 0;
  const handle = await open(part, position > 0 ? 'a' : 'w');
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      position += chunk.byteLength;
      if (position > bytes) throw new RangeError(`more than the expected ${bytes} bytes arrived`);
      await handle.appendFile(chunk);
      onProgress(position / bytes);
    }
    if (position < bytes) throw new RangeError(`the connection ended after ${position} of ${bytes} bytes`);
  } catch (cause) {
    const kept = position <= bytes ? '; the next start resumes with what has arrived' : '';
    throw unreachable(url, `${messageOf(cause)}${kept}`, cause);
  } finally {
    await handle.close();
    if (position > bytes) await rm(part, {force: true});
  }
}

async function request(url: string, present: number): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, present > 0 ? {headers: {range: `bytes=${present}-`}} : {});
  } catch (cause) {
    throw unreachable(url, messageOf(innermost(cause)), cause);
  }
  if (!response.ok || !response.body) throw unreachable(url, `the server answered ${response.status}`);
  return response;
}

function unreachable(url: string, reason: string, cause?: unknown): AppError {
  return new AppError('WEIGHTS_UNAVAILABLE', `cannot download ${url}: ${reason}`, {cause});
}

/** Fetch only says that it failed; the reason is a cause of the cause. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause ? innermost(error.cause) : error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
