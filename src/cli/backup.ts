/** `atelier backup`: copies the bot's data while it runs. */
import {resolve} from 'node:path';
import {backUp} from '../jobs/store/disk/backup.ts';
import {typed} from '../system/own-program.ts';
import {asStorageFault} from '../system/storage-fault.ts';
import {placesFrom} from './engine-options.ts';
import {UsageError} from './usage-error.ts';

const help = `usage: ${typed('backup', 'FOLDER')}

  Copies the jobs, their files and the styles that servers have added from DATA_DIR to FOLDER, which must be new or empty.
  The bot may be running. To restore, stop the bot, put the copy in the place of DATA_DIR, and start it.`;

export async function backup(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const [folder, ...rest] = args;
  if (!folder || rest.length > 0 || folder.startsWith('-'))
    throw new UsageError(`expected one folder, received ${args.join(' ') || 'nothing'}\n${help}`);
  process.umask(0o077);
  const target = resolve(folder);
  try {
    const {jobs, files, bytes} = await backUp(resolve(placesFrom(env).dataDir), target);
    const counted = `${count(jobs, 'job')}, ${count(files, 'file')}`;
    process.stdout.write(`${counted}, ${(bytes / 2 ** 20).toFixed(1)} MiB in ${target}\n`);
  } catch (error) {
    throw asStorageFault(error, target);
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
