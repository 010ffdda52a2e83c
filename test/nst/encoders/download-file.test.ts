import {createHash} from 'node:crypto';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {downloadFile, type RemoteFile} from '../../../src/nst/encoders/download-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-download-'));
});
afterEach(() => rm(folder, {recursive: true}));

const silent = (): void => {};

describe('a download', () => {
  const body = Buffer.from(Array.from({length: 100_000}, (_, index) => (index * 31) % 251));
  const md5 = createHash('md5').update(body).digest('hex');
  let server: Server;
  let ranges: (string | undefined)[];
  let respond: (start: number) => {status: number; bytes: Buffer; half?: boolean};
  let breakConnection: () => void;

  beforeEach(async () => {
    ranges = [];
    respond = (start) => ({status: start > 0 ? 206 : 200, bytes: body.subarray(start)});
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      breakConnection = () => response.destroy();
      const {status, bytes, half} = respond(start);
      response.writeHead(status, {'content-length': bytes.length});
      if (half) response.write(bytes.subarray(0, bytes.length / 2));
      else response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => server.close());

  const remote = (changes: Partial<RemoteFile> = {}): RemoteFile => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.h5`,
    bytes: body.length,
    md5,
    ...changes,
  });

  test('arrives whole, with progress that ends at 1', async () => {
    const fractions: number[] = [];
    await downloadFile(remote(), join(folder, 'a', 'file.h5'), (fraction) => fractions.push(fraction));
    expect(await readFile(join(folder, 'a', 'file.h5'))).toEqual(body);
    expect(fractions.at(-1)).toBe(1);
  });

  test('resumes after the connection breaks', async () => {
    const path = join(folder, 'file.h5');
    respond = () => ({status: 200, bytes: body, half: true});
    // Bytes that nobody has read yet are lost with their connection, so it breaks when some are in the file.
    await expect(downloadFile(remote(), path, () => breakConnection())).rejects.toThrow(/resumes/);
    expect(await readdir(folder)).toEqual(['file.h5.part']);

    respond = (start) => ({status: 206, bytes: body.subarray(start)});
    await downloadFile(remote(), path, silent);
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(await readFile(path)).toEqual(body);
  });

  test('starts over if the server ignores the range', async () => {
    await writeFile(join(folder, 'file.h5.part'), body.subarray(0, 500));
    respond = () => ({status: 200, bytes: body});
    await downloadFile(remote(), join(folder, 'file.h5'), silent);
    expect(await readFile(join(folder, 'file.h5'))).toEqual(body);
  });

  test('with a wrong checksum is refused and removed', async () => {
    const wrong = remote({md5: 'f'.repeat(32)});
    await expect(downloadFile(wrong, join(folder, 'file.h5'), silent)).rejects.toThrow(
      `expected MD5 ${'f'.repeat(32)}, received ${md5}`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('that sends more than announced is stopped', async () => {
    await expect(downloadFile(remote({bytes: 1000}), join(folder, 'file.h5'), silent)).rejects.toThrow(
      'more than the expected 1000',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('names the status if the server refuses', async () => {
    respond = () => ({status: 403, bytes: Buffer.from('no')});
    await expect(downloadFile(remote(), join(folder, 'file.h5'), silent)).rejects.toThrow(
      'the server answered 403',
    );
  });
});
