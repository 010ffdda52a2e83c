import {spawn} from 'node:child_process';
import pLimit from 'p-limit';
import {z} from 'zod';
import {AppError} from '../../errors.ts';
import {blocked, type Moderator} from './moderator.ts';

export interface CommandModeratorOptions {
  /** An executable and its first arguments; it runs without a shell. */
  command: readonly [string, ...string[]];
  timeoutMs: number;
  /** The command's whole environment. */
  env: Readonly<Record<string, string | undefined>>;
}

/** Moderation commands tend to load a network each time; more at once would starve the painting. */
const reviewsAtOnce = 2;
const maxAnswerBytes = 64 * 1024;

const answerSchema = z.object({verdict: z.enum(['allow', 'spoiler', 'block'])});

/**
 * Asks the operator's executable. It gets the encoded picture on standard input and the stage as its last argument, and
 * answers `{"verdict": "allow" | "spoiler" | "block"}` on standard output with exit status 0. A picture that it
 * cannot judge in time does not pass.
 */
export function createCommandModerator({command, timeoutMs, env}: CommandModeratorOptions): Moderator {
  const gate = pLimit(reviewsAtOnce);
  return {
    async review(image, stage) {
      const output = await gate(() => run([...command, stage], image, {timeoutMs, env}));
      const verdict = readVerdict(output);
      if (verdict === 'block') throw blocked(stage);
      return {spoiler: verdict === 'spoiler'};
    },
  };
}

function run(
  [file = '', ...args]: readonly string[],
  input: Uint8Array,
  {timeoutMs, env}: Pick<CommandModeratorOptions, 'timeoutMs' | 'env'>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {stdio: ['pipe', 'pipe', 'ignore'], env: {...env}});
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (reason: string, cause?: unknown) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new AppError('MODERATION_FAILED', `${file}: ${reason}`, {cause}));
    };
    const timer = setTimeout(
      () => fail(`expected a verdict within ${timeoutMs / 1000} s, got none`),
      timeoutMs,
    );
    child.on('error', (error) => fail('cannot be started', error));
    // The command may answer without reading the whole picture.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > maxAnswerBytes) fail(`expected at most ${maxAnswerBytes} bytes, got more`);
      else chunks.push(chunk);
    });
    child.on('close', (code, signal) => {
      if (code !== 0) return fail(`expected exit status 0, got ${code ?? signal}`);
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

function readVerdict(output: string): z.infer<typeof answerSchema>['verdict'] {
  try {
    return answerSchema.parse(JSON.parse(output)).verdict;
  } catch (cause) {
    const shown = JSON.stringify(output.slice(0, 100));
    const message = `expected {"verdict": "allow", "spoiler" or "block"} from the moderation command, got ${shown}`;
    throw new AppError('MODERATION_FAILED', message, {cause});
  }
}
