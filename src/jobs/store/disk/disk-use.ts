import {readdir, stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';
import {unlessMissing} from '../../../system/missing-file.ts';

export interface DiskUse {
  /** Everything in the data folder. */
  usedBytes: number;
  databaseBytes: number;
  /** What this process may still write. */
  freeBytes: number;
}

/** Measures a data folder. Looks at one folder after the other, because there may be thousands and nobody is in a hurry. */
export async function measureDisk(dataDir: string): Promise<DiskUse> {
  const [usedBytes, {bavail, bsize}, ...databases] = await Promise.all([
    sizeOf(dataDir),
    statfs(dataDir),
    ...['jobs.db', 'jobs.db-wal'].map((name) => unlessMissing(stat(join(dataDir, name)))),
  ]);
  const databaseBytes = databases.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  return {usedBytes, databaseBytes, freeBytes: bavail * bsize};
}

async function sizeOf(folder: string): Promise<number> {
  const entries = (await unlessMissing(readdir(folder, {withFileTypes: true}))) ?? [];
  const files = await Promise.all(
    entries.filter((entry) => entry.isFile()).map(({name}) => unlessMissing(stat(join(folder, name)))),
  );
  let bytes = files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  for (const entry of entries) if (entry.isDirectory()) bytes += await sizeOf(join(folder, entry.name));
  return bytes;
}
