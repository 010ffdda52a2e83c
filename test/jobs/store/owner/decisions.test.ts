import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openDatabase} from '../../../../src/jobs/store/database.ts';
import {type Block, openBlocks} from '../../../../src/jobs/store/owner/blocks.ts';
import {openPause} from '../../../../src/jobs/store/owner/pause.ts';

let folder: string;
let database: ReturnType<typeof openDatabase>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-owner-'));
  database = openDatabase(folder);
});
afterEach(() => {
  database.close();
  rmSync(folder, {recursive: true});
});

function reopen(): void {
  database.close();
  database = openDatabase(folder);
}

const mia: Block = {kind: 'user', id: '5', by: '1', at: '2026-12-01T00:00:00.000Z', reason: 'spam'};
const studio: Block = {kind: 'guild', id: '5', by: '2', at: '2026-12-02T00:00:00.000Z'};

test('blocks stay until they are lifted, newest first, and a person is not a server with the same id', () => {
  openBlocks(database).add(mia);
  openBlocks(database).add(studio);
  reopen();
  const blocks = openBlocks(database);
  expect(blocks.list()).toEqual([studio, mia]);
  expect(blocks.get('user', '5')).toEqual(mia);
  expect(blocks.remove('user', '5')).toBe(true);
  expect(blocks.remove('user', '5')).toBe(false);
  expect([blocks.get('user', '5'), blocks.get('guild', '5')]).toEqual([undefined, studio]);
});

test('blocking somebody again replaces the reason', () => {
  const blocks = openBlocks(database);
  blocks.add(mia);
  blocks.add({...mia, reason: 'asked for it'});
  expect(blocks.list()).toEqual([{...mia, reason: 'asked for it'}]);
});

test('a pause stays until it is lifted', () => {
  expect(openPause(database).get()).toBeUndefined();
  openPause(database).set({by: '1', at: mia.at});
  openPause(database).set({by: '2', at: mia.at, reason: 'a new GPU'});
  reopen();
  expect(openPause(database).get()).toEqual({by: '2', at: mia.at, reason: 'a new GPU'});
  openPause(database).set(undefined);
  expect(openPause(database).get()).toBeUndefined();
});
