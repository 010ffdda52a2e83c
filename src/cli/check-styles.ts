/** `atelier styles-check`: opens every style in a folder and lists the problems. */
import {fileURLToPath} from 'node:url';
import {bundledStyles} from '../styles/style-catalogue.ts';
import {checkStyleFolder} from '../styles/style-folder.ts';
import {typed} from '../system/own-program.ts';
import {UsageError} from './usage-error.ts';

export const checkStylesHelp = `usage: ${typed('styles-check', '[FOLDER]')}

  Checks catalogue.json and every image in FOLDER. Default: STYLES_DIR, or else the bundled styles.`;

/** Sets the exit code to 1 when there are problems. */
export async function checkStyles(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(`${checkStylesHelp}\n`);
    return;
  }
  if (args.length > 1) throw new UsageError(`expected one folder, received ${args.join(' ')}`);
  const folder = args[0] ?? (env.STYLES_DIR || fileURLToPath(bundledStyles));
  const {presets, problems} = await checkStyleFolder(folder);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  const usable = `${presets.length} ${presets.length === 1 ? 'style' : 'styles'} in ${folder}`;
  process.stdout.write(
    problems.length > 0 ? `${usable}, ${problems.length} problems\n` : `${usable}, no problems\n`,
  );
  if (problems.length > 0) process.exitCode = 1;
}
