/**
 * The two input images of each job, as files `jobs/<id>/content` and `jobs/<id>/style`. A job's folder appears whole
 * or not at all: it is filled under another name first and then renamed.
 */
import {rmSync} from 'node:fs';
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {AppError} from '../errors.ts';

export interface JobInputs {
  content: Uint8Array;
  style: Uint8Array;
}

export interface JobFiles {
  /** @throws when the job has files already. */
  write(id: string, inputs: JobInputs): Promise<void>;
  /** @throws AppError `UNKNOWN_JOB` when the files are gone. */
  read(id: string): Promise<JobInputs>;
  /** Does nothing when there are none. */
  remove(id: string): Promise<void>;
}

const idPattern = /^[a-z0-9-]{1,64}$/;

/** Clears away what an earlier process left half written. Ids are checked before they become part of a path. */
export function openJobFiles(dataDir: string): JobFiles {
  const incomingDir = join(dataDir, 'jobs', '.incoming');
  rmSync(incomingDir, {recursive: true, force: true});

  function folderOf(id: string): string {
    if (!idPattern.test(id))
      throw new TypeError(`Expected a job id like ${idPattern}, received ${JSON.stringify(id)}.`);
    return join(dataDir, 'jobs', id);
  }

  return {
    async write(id, {content, style}) {
      const folder = folderOf(id);
      const incoming = join(incomingDir, id);
      await mkdir(incoming, {recursive: true});
      try {
        await Promise.all([
          writeFile(join(incoming, 'content'), content),
          writeFile(join(incoming, 'style'), style),
        ]);
        await rename(incoming, folder);
      } catch (error) {
        await rm(incoming, {recursive: true, force: true});
        throw error;
      }
    },
    async read(id) {
      const folder = folderOf(id);
      try {
        const [content, style] = await Promise.all([
          readFile(join(folder, 'content')),
          readFile(join(folder, 'style')),
        ]);
        return {content, style};
      } catch (error) {
        if (!isMissingFile(error)) throw error;
        throw new AppError('UNKNOWN_JOB', `The images of job ${id} are no longer stored.`, {cause: error});
      }
    },
    async remove(id) {
      await rm(folderOf(id), {recursive: true, force: true});
    },
  };
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
