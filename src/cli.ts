/** `atelier stylize photo.jpg --style kandinsky`: the engine without Discord. */
import 'dotenv/config';
import {checkStyles} from './cli/check-styles.ts';
import {installCuda} from './cli/cuda/install-cuda.ts';
import {doctor} from './cli/doctor/doctor.ts';
import {fetchWeights} from './cli/fetch-weights.ts';
import {stylizeFile} from './cli/stylize/stylize-file.ts';
import {UsageError} from './cli/usage-error.ts';
import {AppError} from './errors.ts';

const commands: Record<string, (args: string[], env: NodeJS.ProcessEnv) => Promise<void>> = {
  stylize: stylizeFile,
  weights: fetchWeights,
  doctor,
  'install-cuda': installCuda,
  'styles-check': checkStyles,
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
  await command(args, process.env);
} catch (error) {
  process.exitCode = isUsage(error) ? 2 : 1;
  process.stderr.write(`atelier: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.ATELIER_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

function isUsage(error: unknown): boolean {
  if (error instanceof AppError) return ['BAD_OPTION', 'UNKNOWN_STYLE'].includes(error.code);
  return error instanceof UsageError;
}
