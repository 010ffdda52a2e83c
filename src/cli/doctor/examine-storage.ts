/** Looks at the files and folders that the configuration names. Writes nothing except in DATA_DIR. */
import {existsSync} from 'node:fs';
import {stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';
import {findExecutable} from '../../commands/moderation/executable.ts';
import {missingNsfwPackages} from '../../images/nsfw/packages.ts';
import {bundledEncoder, cachedVgg19, findVgg19} from '../../nst/encoders/weights.ts';
import {makeDataFolder, tryWriting} from '../../system/data-folder.ts';
import {commandLine} from '../../variables.ts';
import type {Report} from './findings.ts';

/** Space for the download of VGG19, its converted copy and some pictures. */
const neededMb = 300;

export async function inspectDataDir(
  path: string,
  {canOpenDatabases, problems}: {canOpenDatabases: boolean; problems: string[]},
): Promise<Report['dataDir']> {
  try {
    makeDataFolder(path);
    await tryWriting(path);
  } catch (error) {
    problems.push(`DATA_DIR: ${path} cannot be written to. ${messageOf(error)}`);
    return {path, writable: false};
  }
  if (canOpenDatabases) await inspectDatabases(path, problems);
  const {bavail, bsize} = await statfs(path);
  const freeMb = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMb < neededMb) problems.push(`DATA_DIR: ${path} has ${freeMb} MiB free but needs ${neededMb}`);
  return {path, writable: true, freeMb};
}

async function inspectDatabases(dataDir: string, problems: string[]): Promise<void> {
  const {requireSoundFile} = await import('../../jobs/store/sound-file.ts');
  for (const name of ['jobs.db', 'lock.db', 'worker-lock.db']) {
    const file = join(dataDir, name);
    if (!existsSync(file)) continue;
    try {
      requireSoundFile(file);
    } catch (error) {
      problems.push(`DATA_DIR: ${messageOf(error)}`);
    }
  }
}

export async function findWeights(
  {vgg19File, dataDir, isUsed}: {vgg19File?: string; dataDir: string; isUsed: boolean},
  problems: string[],
): Promise<Report['weights']> {
  const bundled = existsSync(bundledEncoder);
  if (!bundled) problems.push('the bundled encoder is missing from this installation');
  let named = vgg19File;
  if (vgg19File !== undefined && isUsed) {
    try {
      await findVgg19({vgg19File, dataDir}, () => undefined);
    } catch (error) {
      problems.push(messageOf(error));
      named = undefined;
    }
  }
  const vgg19 = named ?? cachedVgg19(dataDir);
  return {bundled, ...(vgg19 && {vgg19})};
}

/** Problems with what the bot alone uses. */
export async function inspectBotFiles(env: NodeJS.ProcessEnv, problems: string[]): Promise<void> {
  const {STYLES_DIR: styles, MODERATION: classifier, MODERATION_COMMAND: moderation} = env;
  if (styles && !(await stat(styles).catch(() => undefined))?.isDirectory())
    problems.push(`STYLES_DIR: expected a folder, received ${styles}`);
  const command = moderation ? commandLine().safeParse(moderation).data : undefined;
  if (command && !findExecutable(command[0], env.PATH))
    problems.push(`MODERATION_COMMAND: there is no executable file ${command[0]}`);
  const missing = classifier && classifier !== 'off' ? missingNsfwPackages() : undefined;
  if (missing !== undefined) problems.push(`MODERATION: ${missing}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
