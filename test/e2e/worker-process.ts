/** A real worker as a child process: `npm run worker` with its own environment. */
import {spawn} from 'node:child_process';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {BotProcess} from '../../sandbox/bot-process.ts';
import {serializeEncoder} from '../../src/nst/encoders/encoder-file.ts';
import {tinyEncoder} from '../fixtures/weights.ts';

const entry = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));

/** A data folder with the tiny encoder that the end-to-end tests use. */
export async function workerFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-worker-'));
  await writeFile(join(folder, 'tiny.safetensors'), serializeEncoder(tinyEncoder()));
  return folder;
}

export function runWorker(env: Record<string, string>, cwd: string): BotProcess {
  return new BotProcess(
    spawn(process.execPath, ['--import', import.meta.resolve('tsx'), entry], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env},
    }),
  );
}

/** Resolves when the worker is ready to take pictures. */
export async function startWorker(
  redisUrl: string,
  folder: string,
  env: Record<string, string> = {},
): Promise<BotProcess> {
  const worker = runWorker(
    {
      REDIS_URL: redisUrl,
      DATA_DIR: folder,
      WEIGHTS: 'vgg19',
      ATELIER_WEIGHTS: join(folder, 'tiny.safetensors'),
      DEVICE: 'cpu',
      ...env,
    },
    folder,
  );
  await worker.waitForLine(({fields}) => fields.msg === 'worker ready', {
    // As long as a bot may take.
    timeoutMs: 100_000,
    description: 'the worker was ready',
  });
  return worker;
}
