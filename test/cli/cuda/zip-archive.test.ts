import {mkdtemp, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {openZip} from '../../../src/cli/cuda/zip-archive.ts';
import {zipOf} from './zip.ts';

const text = Buffer.from('a library\n'.repeat(100_000));
const files = [
  {name: 'empty.txt', data: Buffer.alloc(0), method: 'stored'},
  {name: 'deep/down/library.so', data: text},
  {name: 'plain.bin', data: Buffer.from([1, 2, 3]), method: 'stored'},
] as const;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-zip-'));
  path = join(folder, 'archive.zip');
});

describe('a ZIP archive', () => {
  test('gives back what was put in, deflated or stored', async () => {
    await writeFile(path, zipOf(files));
    const archive = await openZip(path);
    expect(archive.names).toEqual(files.map(({name}) => name));
    for (const {name, data} of files) expect((await archive.read(name)).equals(data)).toBe(true);
    await archive.extract('deep/down/library.so', join(folder, 'out.so'));
    expect((await readFile(join(folder, 'out.so'))).equals(text)).toBe(true);
    expect((await stat(join(folder, 'out.so'))).mode & 0o700).toBe(0o700);
    archive.close();
  });

  test('can be read even with a comment at its end', async () => {
    const bytes = zipOf(files);
    bytes.writeUInt16LE(5, bytes.length - 2);
    await writeFile(path, Buffer.concat([bytes, Buffer.from('hello')]));
    const archive = await openZip(path);
    expect(await archive.read('plain.bin')).toEqual(Buffer.from([1, 2, 3]));
    archive.close();
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 100)],
    ['empty', () => Buffer.alloc(0)],
    ['a web page', () => Buffer.from('<html>not found</html>'.repeat(10))],
  ])('that is %s is refused', async (_, spoil) => {
    await writeFile(path, spoil(zipOf(files)));
    await expect(openZip(path)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: `${path} is not a complete ZIP archive`,
    });
  });

  test('with a wrong byte in a file leaves nothing behind', async () => {
    const bytes = zipOf([{name: 'plain.bin', data: Buffer.from('abcdef'), method: 'stored'}]);
    bytes[bytes.indexOf('abcdef')] = 0;
    await writeFile(path, bytes);
    const archive = await openZip(path);
    await expect(archive.extract('plain.bin', join(folder, 'out'))).rejects.toThrow(
      /plain.bin in .* is damaged/,
    );
    archive.close();
    expect(await readdir(folder)).toEqual(['archive.zip']);
  });

  test('that claims too small a size does not fill the disk', async () => {
    const bytes = zipOf([{name: 'bomb', data: Buffer.alloc(1_000_000)}]);
    const entry = bytes.lastIndexOf('PK\x01\x02');
    bytes.writeUInt32LE(10, entry + 24);
    await writeFile(path, bytes);
    const archive = await openZip(path);
    await expect(archive.read('bomb')).rejects.toThrow(/damaged/);
    archive.close();
  });

  test('with a file that inflates to less than the stated size counts as damaged', async () => {
    const bytes = zipOf([{name: 'short', data: Buffer.from('abc')}]);
    bytes.writeUInt32LE(10, bytes.lastIndexOf('PK\x01\x02') + 24);
    await writeFile(path, bytes);
    const archive = await openZip(path);
    await expect(archive.read('short')).rejects.toThrow(/short in .* is damaged/);
    archive.close();
  });

  test('that claims too small a size leaves nothing behind', async () => {
    const bytes = zipOf([{name: 'bomb', data: Buffer.alloc(1_000_000)}]);
    bytes.writeUInt32LE(10, bytes.lastIndexOf('PK\x01\x02') + 24);
    await writeFile(path, bytes);
    const archive = await openZip(path);
    // Many at once, so that some streams fail before their target is open.
    const targets = Array.from({length: 40}, (_, index) => join(folder, `out-${index}`));
    const extracted = await Promise.allSettled(targets.map((target) => archive.extract('bomb', target)));
    for (const result of extracted) expect(result).toMatchObject({reason: {code: 'DOWNLOAD_FAILED'}});
    archive.close();
    expect(await readdir(folder)).toEqual(['archive.zip']);
  });

  test('with a path that leads outside is refused', async () => {
    await writeFile(path, zipOf([{name: '../outside', data: text}]));
    await expect(openZip(path)).rejects.toMatchObject({code: 'DOWNLOAD_FAILED'});
  });

  test('without the requested file is refused with that reason', async () => {
    await writeFile(path, zipOf(files));
    const archive = await openZip(path);
    await expect(archive.read('other')).rejects.toThrow(/does not contain other/);
    archive.close();
  });
});
