/** A held picture waits, half painted, for somebody to let it go, so that a test decides what it ends in. */
import {existsSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

const fileName = 'let-go';
const pollMs = 20;

/** Its painting goes on, now or as soon as it begins. */
export async function letGo(dataDir: string, jobId: string): Promise<void> {
  await writeFile(join(dataDir, 'jobs', jobId, fileName), '');
}

/** Resolves when the picture with this checkpoint is let go. @throws the signal's reason */
export async function untilLetGo(checkpointFile: string, signal: AbortSignal): Promise<void> {
  const file = join(dirname(checkpointFile), fileName);
  while (!existsSync(file)) await delay(pollMs, undefined, {signal});
}
