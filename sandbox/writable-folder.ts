import {access, constants, mkdir, mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** The wanted folder, made if needed, or a new one for temporary files if nothing can be written there. */
export async function writableFolder(wanted: string): Promise<string> {
  try {
    await mkdir(wanted, {recursive: true});
    await access(wanted, constants.W_OK);
    return wanted;
  } catch {
    return mkdtemp(join(tmpdir(), 'atelier-demo-'));
  }
}
