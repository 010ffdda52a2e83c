/**
 * Takes single files out of a ZIP archive (PKWARE APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16) as a stream: the
 * archives here hold libraries of hundreds of megabytes. Sizes and checksums are those of the archive's directory;
 * archives of 4 GB and more are not read.
 */
import {createWriteStream} from 'node:fs';
import {type FileHandle, open, rename, rm} from 'node:fs/promises';
import {Transform} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {crc32, createInflateRaw} from 'node:zlib';
import {AppError} from '../../errors.ts';

export interface ZipArchive {
  names: readonly string[];
  /** Writes one file; `target` appears complete or not at all. */
  extract(name: string, target: string): Promise<void>;
  /** The bytes of one small file. */
  read(name: string): Promise<Buffer>;
  close(): Promise<void>;
}

interface Entry {
  name: string;
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
  headerOffset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const entryLength = 46;
const headerLength = 30;
const stored = 0;
const deflated = 8;

/** @throws AppError `DOWNLOAD_FAILED` when the file is no ZIP archive or a damaged one */
export async function openZip(path: string): Promise<ZipArchive> {
  const handle = await open(path);
  let entries: Map<string, Entry>;
  try {
    entries = await readDirectory(handle);
  } catch (cause) {
    await handle.close();
    throw new AppError('DOWNLOAD_FAILED', `${path} is no complete ZIP archive`, {cause});
  }

  async function write(name: string, sink: NodeJS.WritableStream): Promise<void> {
    const entry = entries.get(name);
    if (!entry) throw new AppError('DOWNLOAD_FAILED', `${path} does not hold ${name}`);
    try {
      await copy(handle, entry, sink);
    } catch (cause) {
      throw new AppError('DOWNLOAD_FAILED', `${name} in ${path} is damaged`, {cause});
    }
  }

  return {
    names: [...entries.keys()],
    async extract(name, target) {
      const unfinished = `${target}.${process.pid}`;
      try {
        await write(name, createWriteStream(unfinished, {mode: 0o755}));
        await rename(unfinished, target);
      } finally {
        await rm(unfinished, {force: true});
      }
    },
    async read(name) {
      const chunks: Buffer[] = [];
      const sink = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          chunks.push(chunk);
          done();
        },
      });
      await write(name, sink.resume());
      return Buffer.concat(chunks);
    },
    close: () => handle.close(),
  };
}

async function readDirectory(handle: FileHandle): Promise<Map<string, Entry>> {
  const {size} = await handle.stat();
  const tail = await readAt(
    handle,
    Math.max(0, size - endLength - 0xffff),
    Math.min(size, endLength + 0xffff),
  );
  let end = tail.length - endLength;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new RangeError('no end of a central directory');
  const count = tail.readUInt16LE(end + 10);
  const directory = await readAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));

  const entries = new Map<string, Entry>();
  for (let at = 0, index = 0; index < count; index++) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new RangeError('a damaged central directory');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      directory.readUInt16LE(at + field),
    ) as [number, number, number];
    const name = directory.toString('utf8', at + entryLength, at + entryLength + nameLength);
    entries.set(name, {
      name,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += entryLength + nameLength + extraLength + commentLength;
  }
  return entries;
}

async function copy(handle: FileHandle, entry: Entry, sink: NodeJS.WritableStream): Promise<void> {
  if (entry.method !== stored && entry.method !== deflated)
    throw new RangeError(`expected compression method 0 or 8, received ${entry.method}`);
  const header = await readAt(handle, entry.headerOffset, headerLength);
  const start = entry.headerOffset + headerLength + header.readUInt16LE(26) + header.readUInt16LE(28);
  const checked = checking(entry);
  if (entry.compressedSize === 0) {
    checked.end();
    await pipeline(checked, sink);
    return;
  }
  const source = handle.createReadStream({start, end: start + entry.compressedSize - 1, autoClose: false});
  if (entry.method === stored) await pipeline(source, checked, sink);
  else await pipeline(source, createInflateRaw(), checked, sink);
}

/** Lets bytes through and fails when there are more or others than the directory says. */
function checking({size, crc}: Entry): Transform {
  let seen = 0;
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      sum = crc32(chunk, sum);
      if (seen > size) done(new RangeError(`more than the expected ${size} bytes`));
      else done(null, chunk);
    },
    flush(done) {
      if (seen === size && sum === crc) done();
      else done(new RangeError(`expected ${size} bytes with CRC ${crc}, received ${seen} with ${sum}`));
    },
  });
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const {bytesRead} = await handle.read(buffer, 0, length, position);
  if (bytesRead < length)
    throw new RangeError(`expected ${length} bytes at ${position}, received ${bytesRead}`);
  return buffer;
}
