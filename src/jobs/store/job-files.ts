/**
 * The files of each job, in `jobs/<id>/`: its input images `content`, `style`, `style-2`, `style-3` and `start`; the
 * finished `picture`; `frames/`; and the `checkpoint` of a painting under way. A job's folder appears with all its
 * inputs or not at all: it is filled under another name and then renamed.
 */
import {rmSync} from 'node:fs';
import {mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {AppError} from '../../errors.ts';
import {makePrivateFolder} from '../../system/data-folder.ts';
import {unlessMissing} from '../../system/missing-file.ts';
import {replaceWhole, writeWholeFile} from '../../system/whole-file.ts';
import type {JobInputs} from '../job.ts';

export interface JobFiles {
  /** @throws when the job already has files */
  write(id: string, inputs: JobInputs): Promise<void>;
  /** @throws AppError `UNKNOWN_JOB` when the files are gone. */
  read(id: string): Promise<JobInputs>;
  /** Stores the finished picture, whole or not at all. */
  writePicture(id: string, picture: Uint8Array): Promise<void>;
  readPicture(id: string): Promise<Uint8Array | undefined>;
  framesFolder(id: string): string;
  checkpointFile(id: string): string;
  /** Deletes all files of a job, if any. */
  remove(id: string): Promise<void>;
  /** Deletes the checkpoint, if any. */
  removeCheckpoint(id: string): Promise<void>;
  /** Ids of jobs with a folder. */
  list(): Promise<string[]>;
  /** Bytes in a job's folder; 0 if there is none. */
  size(id: string): Promise<number>;
  /** Ids of jobs with a folder last changed before that time. */
  listOlderThan(before: Date): Promise<string[]>;
}

const idPattern = /^[a-z0-9-]{1,64}$/;
const styleNames = ['style', 'style-2', 'style-3'] as const;

/** Deletes what an earlier process left half written. Ids are checked before they become part of a path. */
export function openJobFiles(dataDir: string): JobFiles {
  const jobsDir = join(dataDir, 'jobs');
  const incomingDir = join(jobsDir, '.incoming');
  makePrivateFolder(jobsDir);
  rmSync(incomingDir, {recursive: true, force: true});

  function folderOf(id: string): string {
    if (!idPattern.test(id))
      throw new TypeError(`Expected a job id like ${idPattern}, received ${JSON.stringify(id)}.`);
    return join(jobsDir, id);
  }

  async function list(): Promise<string[]> {
    const names = (await unlessMissing(readdir(jobsDir))) ?? [];
    return names.filter((name) => idPattern.test(name));
  }

  return {
    async write(id, inputs) {
      const folder = folderOf(id);
      const named = nameInputs(inputs);
      await replaceWhole(
        folder,
        async (incoming) => {
          await mkdir(incoming, {recursive: true});
          await Promise.all(
            named.map(([name, bytes]) => writeFile(join(incoming, name), bytes, {flush: true})),
          );
        },
        {unfinished: join(incomingDir, id)},
      );
    },
    async read(id) {
      const folder = folderOf(id);
      const [content, first, second, third, start] = await Promise.all(
        ['content', ...styleNames, 'start'].map((name) => readIfThere(join(folder, name))),
      );
      if (!content || !first)
        throw new AppError('UNKNOWN_JOB', `The images of job ${id} are no longer stored.`);
      const styles = [first, second, third].filter((bytes) => bytes !== undefined);
      return {content, styles, ...(start && {start})};
    },
    writePicture: async (id, picture) => writeWholeFile(join(folderOf(id), 'picture'), picture),
    readPicture: (id) => readIfThere(join(folderOf(id), 'picture')),
    framesFolder: (id) => join(folderOf(id), 'frames'),
    checkpointFile: (id) => join(folderOf(id), 'checkpoint'),
    async remove(id) {
      await rm(folderOf(id), {recursive: true, force: true});
    },
    async removeCheckpoint(id) {
      const file = join(folderOf(id), 'checkpoint');
      await Promise.all([rm(file, {force: true}), rm(`${file}.partial`, {force: true})]);
    },
    list,
    async size(id) {
      const folder = folderOf(id);
      const names = (await unlessMissing(readdir(folder, {recursive: true}))) ?? [];
      const facts = await Promise.all(names.map((name) => unlessMissing(stat(join(folder, name)))));
      return facts.reduce((sum, fact) => sum + (fact?.isFile() ? fact.size : 0), 0);
    },
    async listOlderThan(before) {
      const old: string[] = [];
      for (const id of await list()) {
        const facts = await unlessMissing(stat(join(jobsDir, id)));
        if (facts && facts.mtime < before) old.push(id);
      }
      return old;
    },
  };
}

function nameInputs({content, styles, start}: JobInputs): [name: string, bytes: Uint8Array][] {
  if (styles.length < 1 || styles.length > styleNames.length)
    throw new RangeError(`Expected 1 to ${styleNames.length} styles, received ${styles.length}.`);
  return [
    ['content', content],
    ...styles.map((bytes, index): [string, Uint8Array] => [styleNames[index] as string, bytes]),
    ...(start ? [['start', start] as [string, Uint8Array]] : []),
  ];
}

function readIfThere(file: string): Promise<Uint8Array | undefined> {
  return unlessMissing(readFile(file));
}
