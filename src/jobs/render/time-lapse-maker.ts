/**
 * Makes time-lapses in separate processes, one at a time: encoding an animation takes seconds and a hundred MiB, which
 * the bot cannot spare. If a process fails, hangs or dies, only its time-lapse is lost.
 */
import pLimit from 'p-limit';
import {z} from 'zod';
import {AppError} from '../../errors.ts';
import type {TimeLapseAnswer, TimeLapseRequest} from '../../images/time-lapse.ts';
import {askProcess} from '../../system/child/ask-process.ts';

export interface TimeLapseMakerOptions {
  /** Module that the process runs; may be TypeScript. */
  entry: URL;
  /** The process's whole environment. */
  env: NodeJS.ProcessEnv;
  deadlineMs: number;
}

export interface TimeLapseMaker {
  /** @throws AppError `QUEUE_FULL` when `make` would */
  requirePlace(owner: string): void;
  /**
   * Makes an animated WebP of at most `maxBytes`. Calls `prepare` when its turn has come.
   * @throws AppError `QUEUE_FULL` when `owner` has one under way or too many wait, `RENDER_CRASHED` or
   * `RENDER_TIMEOUT`; whatever `prepare` throws; Error when nothing fits
   */
  make(owner: string, prepare: () => Promise<TimeLapseRequest>): Promise<Uint8Array>;
}

/** How many time-lapses may be under way or waiting. */
const maxAtOnce = 20;

const answerSchema: z.ZodType<TimeLapseAnswer> = z.discriminatedUnion('type', [
  z.object({type: z.literal('made'), image: z.instanceof(Uint8Array)}),
  z.object({type: z.literal('failed'), message: z.string()}),
]);

export function createTimeLapseMaker(options: TimeLapseMakerOptions): TimeLapseMaker {
  const owners = new Set<string>();
  const inTurn = pLimit(1);
  return {
    requirePlace: (owner) => requirePlace(owners, owner),
    async make(owner, prepare) {
      requirePlace(owners, owner);
      owners.add(owner);
      try {
        return await inTurn(async () => makeInProcess(await prepare(), options));
      } finally {
        owners.delete(owner);
      }
    },
  };
}

function requirePlace(owners: ReadonlySet<string>, owner: string): void {
  if (owners.has(owner)) {
    throw new AppError('QUEUE_FULL', 'Expected one time-lapse of an owner at a time, received another.', {
      detail: {reason: 'timeLapseUnderWay'},
    });
  }
  if (owners.size >= maxAtOnce) {
    throw new AppError('QUEUE_FULL', `Expected at most ${maxAtOnce} time-lapses at once, received another.`, {
      detail: {reason: 'queueFull', most: maxAtOnce},
    });
  }
}

async function makeInProcess(
  request: TimeLapseRequest,
  {entry, env, deadlineMs}: TimeLapseMakerOptions,
): Promise<Uint8Array> {
  const answer = await askProcess({
    name: 'The time-lapse process',
    entry,
    env,
    question: request,
    answer: answerSchema,
    deadlineMs,
    late: () => new AppError('RENDER_TIMEOUT', `The time-lapse was not made within ${deadlineMs / 1000} s.`),
  });
  if (answer.type === 'failed') throw new Error(`The time-lapse failed: ${answer.message}`);
  return answer.image;
}
