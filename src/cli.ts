#!/usr/bin/env node
/** `atelier COMMAND`, the package's program. In a checkout, `npm run COMMAND` does the same. */
import {UsageError} from './cli/usage-error.ts';
import {parseProxy} from './config.ts';
import {AppError} from './errors.ts';
import {readEnvironmentFile} from './host/environment-file.ts';
import {type NativeLibrary, requireNatives} from './system/native-library.ts';
import {useProxies} from './system/network.ts';
import {typed} from './system/own-program.ts';
import {ownVersion} from './system/own-version.ts';

/** These begin and end as a service does, in entry points of their own. */
const services: Record<string, () => Promise<unknown>> = {
  bot: () => import('./main.ts'),
  deploy: () => import('./main.ts'),
  worker: () => import('./worker.ts'),
};

interface Command {
  /** Native libraries that its modules import. */
  natives: readonly NativeLibrary[];
  load(): Promise<(args: string[], env: NodeJS.ProcessEnv) => Promise<void>>;
}

const commands: Record<string, Command> = {
  stylize: {
    natives: ['sharp', 'onnxruntime-node'],
    load: async () => (await import('./cli/stylize/stylize-file.ts')).stylizeFile,
  },
  weights: {natives: [], load: async () => (await import('./cli/fetch-weights.ts')).fetchWeights},
  // It says itself which of them are missing.
  doctor: {natives: [], load: async () => (await import('./cli/doctor/doctor.ts')).doctor},
  'install-cuda': {
    natives: ['onnxruntime-node'],
    load: async () => (await import('./cli/cuda/install-cuda.ts')).installCuda,
  },
  'styles-check': {
    natives: ['sharp'],
    load: async () => (await import('./cli/check-styles.ts')).checkStyles,
  },
  backup: {natives: ['libsql'], load: async () => (await import('./cli/backup.ts')).backup},
  health: {natives: [], load: async () => (await import('./cli/health.ts')).health},
};

const purposes: readonly [command: string, args: string, purpose: string][] = [
  ['bot', '', 'run the bot'],
  ['deploy', '', "register the bot's commands on Discord"],
  ['worker', '', 'paint for a bot on another machine'],
  ['stylize', 'PHOTO [options]', 'paint one picture (--help lists the options)'],
  ['weights', '', 'fetch and convert the VGG19 weights'],
  ['doctor', '', 'show what this machine can paint with and what is missing'],
  ['install-cuda', '', "add ONNX Runtime's CUDA provider (Linux, NVIDIA)"],
  ['styles-check', 'FOLDER', 'check a folder of styles'],
  ['backup', 'FOLDER', "copy the bot's data while it runs"],
  ['health', '', 'ask a running bot or worker whether it is ready'],
];

const usage = purposes
  .map(([command, args, purpose]) => `  ${typed(command, args).padEnd(38)} ${purpose}`)
  .join('\n');

async function runCommand(name: string, args: string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`expected a command, received ${JSON.stringify(name)}\n${usage}`);
  readEnvironmentFile(process.env);
  await requireNatives(command.natives);
  useProxies(parseProxy(process.env));
  const run = await command.load();
  await run(args, process.env);
}

function isUsage(error: unknown): boolean {
  if (error instanceof AppError) return ['BAD_OPTION', 'UNKNOWN_STYLE'].includes(error.code);
  return error instanceof UsageError;
}

const [name = '', ...args] = process.argv.slice(2);
try {
  if (['--help', '-h', 'help'].includes(name)) process.stdout.write(`usage:\n${usage}\n`);
  else if (['--version', '-V'].includes(name)) process.stdout.write(`${ownVersion()}\n`);
  else if (Object.hasOwn(services, name)) await services[name]?.();
  else await runCommand(name, args);
} catch (error) {
  process.exitCode = isUsage(error) ? 2 : 1;
  process.stderr.write(`atelier: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.ATELIER_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}
