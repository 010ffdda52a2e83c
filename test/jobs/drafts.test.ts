import {mkdtemp, readdir, rm, utimes} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Drafts, openDrafts} from '../../src/jobs/drafts.ts';

const draft = {given: {blend: '2:1'}, photo: new Uint8Array([1, 2])};

let dataDir: string;
let drafts: Drafts;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-drafts-'));
  drafts = openDrafts(dataDir);
});
afterEach(() => rm(dataDir, {recursive: true}));

test('a draft comes back as it was, also to the next process, but only to its owner', async () => {
  const id = await drafts.add('5', {...draft, style: new Uint8Array([3])});
  const read = await openDrafts(dataDir).read('5', id);
  expect(read?.given).toEqual({blend: '2:1'});
  expect([...read!.photo, ...read!.style!]).toEqual([1, 2, 3]);
  expect(await drafts.read('6', id)).toBeUndefined();
  expect(await drafts.read('5', 'ffffffffffff')).toBeUndefined();
});

test('each owner keeps only the newest five', async () => {
  const ids: string[] = [];
  for (let second = 0; second < 7; second += 1) {
    ids.push(await drafts.add('5', draft));
    await utimes(join(dataDir, 'drafts', '5', ids.at(-1)!), second + 1, second + 1);
  }
  const left = await Promise.all(ids.map((id) => drafts.read('5', id)));
  expect(left.map((kept) => kept !== undefined)).toEqual([false, false, true, true, true, true, true]);
});

test('old drafts are dropped, and forgetting drops those of one owner', async () => {
  const [old, fresh, other] = [
    await drafts.add('5', draft),
    await drafts.add('5', draft),
    await drafts.add('6', draft),
  ];
  await utimes(join(dataDir, 'drafts', '5', old), 1, 1);
  await drafts.dropOld(new Date(2_000));
  expect(await drafts.read('5', old)).toBeUndefined();
  expect(await drafts.read('5', fresh)).toBeDefined();
  expect(await drafts.forget('5')).toBe(1);
  expect(await drafts.read('5', fresh)).toBeUndefined();
  expect(await drafts.read('6', other)).toBeDefined();
  await drafts.dropOld(new Date(Date.now() + 1_000));
  expect(await readdir(join(dataDir, 'drafts'))).toEqual([]);
});

test.each(['', '..', 'a/b', '../6'])('an owner or id like %j never becomes part of a path', async (name) => {
  await expect(drafts.read('5', name)).rejects.toThrow(TypeError);
  await expect(drafts.add(name, draft)).rejects.toThrow(TypeError);
});
