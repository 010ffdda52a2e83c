/**
 * Orders that cannot be painted yet, because their owner must first choose or change something: what they gave, and
 * their images. Each is a folder `drafts/<owner>/<id>/`, which appears whole or not at all.
 */
import {randomBytes} from 'node:crypto';
import {mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {makePrivateFolder} from '../system/data-folder.ts';
import {unlessMissing} from '../system/missing-file.ts';
import {replaceWhole} from '../system/whole-file.ts';

export interface Draft {
  /** Survives as JSON; whoever reads it checks it. */
  given: unknown;
  /** Encoded images, without metadata. */
  photo: Uint8Array;
  style?: Uint8Array;
}

export interface Drafts {
  /** Keeps a draft, and of each owner only the newest few. Resolves with its id: twelve letters and digits. */
  add(owner: string, draft: Draft): Promise<string>;
  /** Undefined if it is not kept (any more). */
  read(owner: string, id: string): Promise<Draft | undefined>;
  /** Deletes all drafts of one owner; resolves with their number. */
  forget(owner: string): Promise<number>;
  /** Deletes drafts from before that time. */
  dropOld(before: Date): Promise<void>;
}

const mostPerOwner = 5;
const namePattern = /^[a-z0-9]{1,64}$/;

export function openDrafts(dataDir: string): Drafts {
  const root = join(dataDir, 'drafts');
  makePrivateFolder(root);

  function folderOf(...names: string[]): string {
    for (const name of names) {
      if (!namePattern.test(name))
        throw new TypeError(`Expected an id like ${namePattern}, received ${JSON.stringify(name)}.`);
    }
    return join(root, ...names);
  }

  async function dropOldest(owner: string): Promise<void> {
    const drafts = await listByAge(folderOf(owner));
    for (const {path} of drafts.slice(0, -mostPerOwner)) await rm(path, {recursive: true, force: true});
  }

  return {
    async add(owner, {given, photo, style}) {
      const id = randomBytes(6).toString('hex');
      await mkdir(folderOf(owner), {recursive: true});
      await replaceWhole(folderOf(owner, id), async (unfinished) => {
        await mkdir(unfinished);
        await writeFile(join(unfinished, 'given.json'), JSON.stringify(given));
        await writeFile(join(unfinished, 'photo'), photo);
        if (style) await writeFile(join(unfinished, 'style'), style);
      });
      await dropOldest(owner);
      return id;
    },
    async read(owner, id) {
      const folder = folderOf(owner, id);
      const [given, photo, style] = await Promise.all(
        ['given.json', 'photo', 'style'].map((name) => unlessMissing(readFile(join(folder, name)))),
      );
      if (!given || !photo) return undefined;
      return {given: JSON.parse(given.toString()), photo, ...(style && {style})};
    },
    async forget(owner) {
      const drafts = await listByAge(folderOf(owner));
      await rm(folderOf(owner), {recursive: true, force: true});
      return drafts.length;
    },
    async dropOld(before) {
      for (const owner of (await unlessMissing(readdir(root))) ?? []) {
        const drafts = await listByAge(join(root, owner));
        const old = drafts.filter(({changed}) => changed < before);
        for (const {path} of old) await rm(path, {recursive: true, force: true});
        if (old.length === drafts.length) await rm(join(root, owner), {recursive: true, force: true});
      }
    },
  };
}

/** Oldest first. */
async function listByAge(folder: string): Promise<{path: string; changed: Date}[]> {
  const names = (await unlessMissing(readdir(folder))) ?? [];
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const facts = await unlessMissing(stat(path));
      return facts ? [{path, changed: facts.mtime}] : [];
    }),
  );
  return found.flat().toSorted((a, b) => a.changed.getTime() - b.changed.getTime());
}
