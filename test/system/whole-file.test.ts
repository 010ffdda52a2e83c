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

/** Yields half of the bytes and then fails. */
function* brokenOff(): Iterable<string> {
  yield 'half';
  throw new Error('no more');
}

describe('a whole file', () => {
  test.each([true, false])('takes the place of the old one, flushed: %s', async (flush) => {
    await writeFile(path, 'old and long');
    await writeWholeFile(path, 'new', {flush});
    expect(await textOf(path)).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('is not there when writing fails, nor is anything else', async () => {
    await expect(writeWholeFile(path, brokenOff())).rejects.toThrow('no more');
    expect(await readdir(folder)).toEqual([]);
  });

  test('stays as it was when writing fails', async () => {
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

  test('is that of one writer when several write at once', async () => {
    const texts = Array.from({length: 20}, (_, index) => String(index).repeat(100_000));
    await Promise.all(texts.map((text) => writeWholeFile(path, text)));
    expect(texts).toContain(await textOf(path));
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('uses up what was left under a name that is fixed', async () => {
    await writeFile(join(folder, 'left'), 'by a process that was killed');
    await writeWholeFile(path, 'new', {unfinished: join(folder, 'left')});
    expect(await textOf(path)).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('is not written where there is no folder, and the reason says so', async () => {
    await expect(writeWholeFile(join(folder, 'missing', 'file'), 'new')).rejects.toThrow('ENOENT');
  });
});

describe('a whole folder', () => {
  test('appears with all that is in it', async () => {
    await replaceWhole(path, async (unfinished) => {
      await mkdir(unfinished);
      await writeFile(join(unfinished, 'inner'), 'text');
    });
    expect((await stat(path)).isDirectory()).toBe(true);
    expect(await readdir(path)).toEqual(['inner']);
  });

  test('leaves nothing behind when one that is not empty is there already', async () => {
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
