import pLimit from 'p-limit';
import {AppError} from '../../errors.ts';
import {type NsfwQuestion, type NsfwScores, nsfwAnswerSchema} from '../../images/nsfw/protocol.ts';
import {type Child, crashOf, startChild} from '../../system/child/child-process.ts';

export interface ClassifierOptions {
  /** Module that the process runs; may be TypeScript. */
  entry: URL;
  /** The process's whole environment. */
  env: NodeJS.ProcessEnv;
  /** For one picture. */
  timeoutMs: number;
  /** How much longer a process may take with its first picture, because it loads the network. Default: two minutes. */
  loadingMs?: number;
  /** The process ends when no picture has come for this long. Default: ten minutes. */
  idleMs?: number;
}

export interface Classifier {
  /** `image`: encoded, already checked. @throws AppError `MODERATION_FAILED` */
  classify(image: Uint8Array): Promise<NsfwScores>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** The picture being classified. */
interface Pending {
  child: Child;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/**
 * Has pictures classified in a process of its own, one at a time. It starts with the first picture and keeps the network
 * in its memory. If it fails, hangs or dies, only that picture is lost.
 */
export function createClassifier({
  entry,
  env,
  timeoutMs,
  loadingMs = 120_000,
  idleMs = 600_000,
}: ClassifierOptions): Classifier {
  const inTurn = pLimit(1);
  let current: Child | undefined;
  /** The process has answered before. */
  let isLoaded = false;
  let pending: Pending | undefined;
  let idle: NodeJS.Timeout | undefined;

  function start(): Child {
    const child = startChild(entry, {env});
    isLoaded = false;
    child.process.on('message', (raw) => {
      if (pending?.child === child) pending.resolve(raw);
    });
    void child.ended.then((end) => {
      if (current === child) current = undefined;
      if (pending?.child === child) pending.reject(failed(crashOf('The moderation process', end)));
    });
    return child;
  }

  async function ask(child: Child, question: NsfwQuestion): Promise<unknown> {
    const limitMs = timeoutMs + (isLoaded ? 0 : loadingMs);
    let late: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        pending = {child, resolve, reject};
        late = setTimeout(() => {
          current = undefined;
          child.process.kill('SIGKILL');
          reject(failed(new Error(`expected a verdict within ${limitMs / 1000} s, got none`)));
        }, limitMs);
        child.process.send(question, (error) => {
          if (error) child.process.kill('SIGKILL');
        });
      });
    } finally {
      clearTimeout(late);
      pending = undefined;
    }
  }

  async function classifyNow(image: Uint8Array): Promise<NsfwScores> {
    clearTimeout(idle);
    current ??= start();
    try {
      const answer = nsfwAnswerSchema.safeParse(await ask(current, {image}));
      if (!answer.success) throw failed(answer.error);
      isLoaded = true;
      if (answer.data.type === 'failed') throw failed(new Error(answer.data.message));
      return answer.data.scores;
    } finally {
      idle = setTimeout(() => void close(), idleMs).unref();
    }
  }

  async function close(): Promise<void> {
    clearTimeout(idle);
    const child = current;
    current = undefined;
    if (child?.process.connected) child.process.disconnect();
    await child?.ended;
  }

  return {classify: (image) => inTurn(() => classifyNow(image)), close};
}

function failed(cause: Error): AppError {
  return new AppError('MODERATION_FAILED', `the classifier gave no verdict: ${cause.message}`, {cause});
}
