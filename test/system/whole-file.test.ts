import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {replaceWhole, writeWholeFile} from '../../src/system/whole-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-whole-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, {recursive: true}));

const textOf = (file: string): Promise<string> => readFile(file, 'utf8');

/** Yields half the text, then fails. */
function* brokenOff(): Iterable<string> {
  yield 'half';
  throw new Error('no more');
}

describe('a whole file', () => {
  test.each([true, false])('replaces the old one, flushed: %s', async (flush) => {
    await writeFile(path, 'old and long');
    await writeWholeFile(path, 'new', {flush});
    expect(await textOf(path)).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('does not exist if writing fails, and nothing else is left', async () => {
    await expect(writeWholeFile(path, brokenOff())).rejects.toThrow('no more');
    expect(await readdir(folder)).toEqual([]);
  });

  test('stays as it was if writing fails', async () => {
    await writeFile(path, 'old');
    await expect(writeWholeFile(path, brokenOff())).rejects.toThrow('no more');
    expect(await textOf(path)).toBe('old');
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('stays as it was until the new one is complete', async () => {
    await writeFile(path, 'old');
    await replaceWhole(path, async (unfinished) => {
      await writeFile(unfinished, 'new');
      expect(await textOf(path)).toBe('old');
    });
    expect(await textOf(path)).toBe('new');
  });

  test('comes from a single writer if several write at once', async () => {
    const texts = Array.from({length: 20}, (_, index) => String(index).repeat(100_000));
    await Promise.all(texts.map((text) => writeWholeFile(path, text)));
    expect(texts).toContain(await textOf(path));
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('uses up an unfinished file left under a fixed name', async () => {
    await writeFile(join(folder, 'left'), 'by a process that was killed');
    await writeWholeFile(path, 'new', {unfinished: join(folder, 'left')});
    expect(await textOf(path)).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('is not written if there is no folder, and the error says so', async () => {
    await expect(writeWholeFile(join(folder, 'missing', 'file'), 'new')).rejects.toThrow('ENOENT');
  });
});

describe('a whole folder', () => {
  test('appears with everything in it', async () => {
    await replaceWhole(path, async (unfinished) => {
      await mkdir(unfinished);
      await writeFile(join(unfinished, 'inner'), 'text');
    });
    expect((await stat(path)).isDirectory()).toBe(true);
    expect(await readdir(path)).toEqual(['inner']);
  });

  test('does not replace a folder that is not empty, and leaves nothing behind', async () => {
    await mkdir(path);
    await writeFile(join(path, 'inner'), 'old');
    const replaced = replaceWhole(path, async (unfinished) => {
      await mkdir(unfinished);
      await writeFile(join(unfinished, 'inner'), 'new');
    });
    await expect(replaced).rejects.toThrow('ENOTEMPTY');
    expect(await textOf(join(path, 'inner'))).toBe('old');
    expect(await readdir(folder)).toEqual(['file']);
  });
});
