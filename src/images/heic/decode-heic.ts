/**
 * Has HEIC files decoded in processes of their own, one at a time, with limits of memory and time. Whatever happens
 * there, only that picture is lost.
 */
import {z} from 'zod';
import {askProcess} from '../../system/child/ask-process.ts';
import {ownModule} from '../../system/own-program.ts';
import {decodeBudgetBytes} from '../file/cost.ts';
import {refusal} from '../header.ts';

/** Parent → process, once. */
export interface HeicRequest {
  bytes: Uint8Array;
  bitDepth: number;
  maxSide: number;
  memoryBytes: number;
}

/** Process → parent, once. */
export type HeicAnswer =
  | {type: 'decoded'; png: Uint8Array}
  | {type: 'failed'; message: string}
  | {type: 'tooCostly'; message: string};

const answerSchema: z.ZodType<HeicAnswer> = z.discriminatedUnion('type', [
  z.object({type: z.literal('decoded'), png: z.instanceof(Uint8Array)}),
  z.object({type: z.literal('failed'), message: z.string()}),
  z.object({type: z.literal('tooCostly'), message: z.string()}),
]);

export interface HeicLimits {
  /** WebAssembly memory. Default: the budget for one picture. */
  memoryBytes?: number;
  /** Default: 60 s, when 108 megapixels take three seconds on an idle core. */
  deadlineMs?: number;
}

let previous: Promise<unknown> = Promise.resolve();

/**
 * @returns a PNG of the picture, upright, that states the file's colours
 * @throws AppError `BAD_IMAGE` when it costs too much; Error when the file is damaged
 */
export function decodeHeic(
  bytes: Uint8Array,
  bitDepth: number,
  maxSide: number,
  {memoryBytes = decodeBudgetBytes, deadlineMs = 60_000}: HeicLimits = {},
): Promise<Uint8Array> {
  const request = {bytes, bitDepth, maxSide, memoryBytes};
  const decoded = previous.then(() => decodeInProcess(request, deadlineMs));
  previous = decoded.catch(() => undefined);
  return decoded;
}

async function decodeInProcess(request: HeicRequest, deadlineMs: number): Promise<Uint8Array> {
  const answer = await askProcess({
    name: 'The HEIC process',
    entry: ownModule('./heic-process', import.meta.url),
    env: {},
    question: request,
    answer: answerSchema,
    deadlineMs,
    late: () => tooCostly(`no answer within ${deadlineMs / 1000} s`),
  });
  if (answer.type === 'decoded') return answer.png;
  if (answer.type === 'tooCostly') throw tooCostly(answer.message);
  throw new Error(answer.message);
}

function tooCostly(message: string): Error {
  return refusal(`The picture takes too much memory or time to decode: ${message}`, {reason: 'tooCostly'});
}
