import {mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/**
 * Calls `use` with a path to `folder` that has no characters with a meaning in URLs. Vite takes what follows a `#` or a
 * `?` in the path of a module for no part of it.
 */
export async function withPlainPath<Result>(
  folder: string,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  if (!/[#?%]/.test(folder)) return use(folder);
  const place = await mkdtemp(join(tmpdir(), 'atelier-page-'));
  try {
    const link = join(place, 'atelier');
    await symlink(folder, link, 'junction');
    return await use(link);
  } finally {
    await rm(place, {recursive: true});
  }
}
