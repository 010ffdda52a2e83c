/**
 * Copies what cannot be had again out of a data folder while the bot that uses it runs: the database, the files of its
 * jobs, the styles that servers have added. The copy is a data folder itself. The database is copied first, in one
 * transaction, then the files of exactly the jobs in that copy. A file that vanishes meanwhile belongs to a job that was
 * deleted or went on, which the bot takes in its stride after a restore as after a crash.
 */
import {constants, existsSync} from 'node:fs';
import {copyFile, mkdir, open, readdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import Database from 'libsql';
import {z} from 'zod';
import {AppError} from '../../../errors.ts';
import {unlessMissing} from '../../../system/missing-file.ts';
import {withStorageFaults} from '../../../system/storage-fault.ts';
import {replaceWhole} from '../../../system/whole-file.ts';
import {requireSoundFile} from '../sound-file.ts';

export interface Backup {
  jobs: number;
  files: number;
  bytes: number;
}

/**
 * @param target a new folder, or an empty one; it appears when everything is in it
 * @throws AppError `BAD_OPTION` when there is nothing to back up or the target is in use, `STORAGE`
 */
export async function backUp(dataDir: string, target: string): Promise<Backup> {
  const source = join(dataDir, 'jobs.db');
  if (!existsSync(source)) throw new AppError('BAD_OPTION', `there is no bot's data in ${dataDir}`);
  if (existsSync(target) && (await readdir(target)).length > 0)
    throw new AppError('BAD_OPTION', `expected a new or empty folder, but ${target} holds something`);
  const backup: Backup = {jobs: 0, files: 0, bytes: 0};
  await mkdir(dirname(target), {recursive: true});
  await replaceWhole(target, async (folder) => {
    await mkdir(folder, {mode: 0o700});
    const ids = snapshot(source, join(folder, 'jobs.db'));
    backup.jobs = ids.length;
    for (const id of ids) await copyTree(join(dataDir, 'jobs', id), join(folder, 'jobs', id), backup);
    await copyTree(join(dataDir, 'styles'), join(folder, 'styles'), backup);
  });
  return backup;
}

/** Copies the database in one transaction. Returns the ids of its jobs. */
function snapshot(source: string, target: string): string[] {
  return withStorageFaults(source, () => {
    const database = new Database(source);
    try {
      // The bot may be writing; a copy of a large database takes a while.
      database.pragma('busy_timeout = 30000');
      database.exec(`VACUUM INTO '${target.replaceAll("'", "''")}'`);
    } finally {
      database.close();
    }
    requireSoundFile(target);
    const copy = new Database(target);
    try {
      const rows = z.array(z.object({id: z.string()})).parse(copy.prepare('SELECT id FROM jobs').all());
      return rows.map(({id}) => id);
    } finally {
      copy.close();
    }
  });
}

/** Without half-written files. Whatever is gone when its turn comes is left out. */
async function copyTree(from: string, to: string, backup: Backup): Promise<void> {
  const entries = await unlessMissing(readdir(from, {withFileTypes: true}));
  if (!entries) return;
  await mkdir(to, {recursive: true, mode: 0o700});
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target, backup);
    else if (entry.isFile() && !entry.name.endsWith('.partial')) {
      const done = await unlessMissing(copyFile(source, target, constants.COPYFILE_FICLONE).then(() => true));
      if (!done) continue;
      backup.files += 1;
      backup.bytes += await flush(target);
    }
  }
}

/** A backup that is reported as done must survive a power failure. Returns the file's size. */
async function flush(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.datasync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
