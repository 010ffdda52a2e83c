/** `atelier stylize photo.jpg --style kandinsky`: the engine without Discord. */
import {UsageError} from './cli/usage-error.ts';
import {parseProxy} from './config.ts';
import {AppError} from './errors.ts';
import {readEnvironmentFile} from './host/environment-file.ts';
import {type NativeLibrary, requireNatives} from './system/native-library.ts';
import {useProxies} from './system/network.ts';

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
};

const usage = `usage: npm run stylize -- PHOTO [options]   paint one picture (--help lists the options)
       npm run weights                        fetch and convert the VGG19 weights
       npm run doctor                         show what this machine can paint with and what is missing
       npm run install:cuda                   add ONNX Runtime's CUDA provider (Linux, NVIDIA)
       npm run styles:check -- FOLDER         check a folder of styles`;

const [name = '', ...args] = process.argv.slice(2);
try {
  const command = commands[name];
  if (!command) throw new UsageError(`expected a command, received ${JSON.stringify(name)}\n${usage}`);
  readEnvironmentFile(process.env);
  await requireNatives(command.natives);
  useProxies(parseProxy(process.env));
  const run = await command.load();
  await run(args, process.env);
} catch (error) {
  process.exitCode = isUsage(error) ? 2 : 1;
  process.stderr.write(`atelier: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.ATELIER_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

function isUsage(error: unknown): boolean {
  if (error instanceof AppError) return ['BAD_OPTION', 'UNKNOWN_STYLE'].includes(error.code);
  return error instanceof UsageError;
}
