/**
 * Streams single files out of a ZIP archive, because the libraries in these archives have hundreds of megabytes. yauzl
 * reads the archive and checks file sizes against the archive's directory; the checksums are compared here.
 */
import {writeFile} from 'node:fs/promises';
import {buffer} from 'node:stream/consumers';
import {crc32} from 'node:zlib';
import {type Entry, openPromise, type ZipFile} from 'yauzl';
import {AppError} from '../../errors.ts';
import {replaceWhole} from '../../system/whole-file.ts';

export interface ZipArchive {
  names: readonly string[];
  /** Writes one file to `target`, which appears complete or not at all. */
  extract(name: string, target: string): Promise<void>;
  /** Reads one small file. */
  read(name: string): Promise<Buffer>;
  close(): void;
}

/** @throws AppError `DOWNLOAD_FAILED` when the file is not a ZIP archive or is damaged */
export async function openZip(path: string): Promise<ZipArchive> {
  let archive: ZipFile | undefined;
  const entries = new Map<string, Entry>();
  try {
    archive = await openPromise(path, {autoClose: false});
    for await (const entry of archive.eachEntry()) entries.set(entry.fileName, entry);
  } catch (cause) {
    archive?.close();
    throw new AppError('DOWNLOAD_FAILED', `${path} is not a complete ZIP archive`, {cause});
  }
  const opened = archive;

  async function unpack<Result>(
    name: string,
    take: (bytes: AsyncIterable<Buffer>) => Promise<Result>,
  ): Promise<Result> {
    const entry = entries.get(name);
    if (!entry) throw new AppError('DOWNLOAD_FAILED', `${path} does not contain ${name}`);
    try {
      const stream = await opened.openReadStreamPromise(entry);
      // It may fail before anybody reads it; whoever reads it then learns of it.
      stream.on('error', () => {});
      return await take(checked(stream, entry));
    } catch (cause) {
      throw new AppError('DOWNLOAD_FAILED', `${name} in ${path} is damaged`, {cause});
    }
  }

  return {
    names: [...entries.keys()],
    extract: (name, target) =>
      replaceWhole(target, (unfinished) =>
        unpack(name, (bytes) => writeFile(unfinished, bytes, {mode: 0o755})),
      ),
    read: (name) => unpack(name, buffer),
    close: () => opened.close(),
  };
}

/** Passes the bytes on and throws at the end if their checksum is wrong. */
async function* checked(bytes: AsyncIterable<Buffer>, entry: Entry): AsyncIterable<Buffer> {
  let sum = 0;
  for await (const chunk of bytes) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new RangeError(`expected CRC ${entry.crc32}, received ${sum}`);
}
